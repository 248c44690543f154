import { traceLogFields } from './log-fields.js';

/**
 * The message with the active trace's id behind it, `… [trace_id=…]`, so that an error that somebody reports can be
 * found. Outside of a span the message alone. To be asked for where the error is made: then its span is active.
 */
export function withTraceId(message: string): string {
  const { trace_id } = traceLogFields();
  return trace_id === undefined ? message : `${message} [trace_id=${trace_id}]`;
}
