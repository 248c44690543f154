import { isSpanContextValid, trace } from '@opentelemetry/api';

/** The fields by which a log record names its span. */
export interface TraceLogFields {
  /** 32 hex digits. */
  readonly trace_id: string;
  /** 16 hex digits. */
  readonly span_id: string;
  /** `01` where the trace is sampled, else `00`. */
  readonly trace_flags: '01' | '00';
}

/** The active span's ids for a log record, as pino's `mixin` or in a winston format; `{}` outside of a span. */
export function traceLogFields(): TraceLogFields | Record<string, never> {
  try {
    const spanContext = trace.getActiveSpan()?.spanContext();
    if (spanContext === undefined || !isSpanContextValid(spanContext)) return {};
    const { traceId, spanId, traceFlags } = spanContext;
    return { trace_id: traceId, span_id: spanId, trace_flags: (traceFlags & 1) === 1 ? '01' : '00' };
  } catch {
    return {}; // a log line is not to be lost for it
  }
}
