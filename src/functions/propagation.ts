import { type Context, context, ROOT_CONTEXT } from '@opentelemetry/api';
import { writeKurrentIds } from '../context/kurrent-ids.js';
import { messageAttributes } from '../context/message-attributes.js';
import { extractContext, injectContext, validSpanContext } from '../context/trace-context.js';
import type { Carrier } from '../options.js';
import { reporterOf } from '../shared/report.js';

const injecting = reporterOf('injectTraceContext');
const extracting = reporterOf('extractTraceContext');

export interface InjectOptions {
  /** The context whose span is written. @default the active context */
  readonly context?: Context;
  /**
   * `'event-metadata'` writes KurrentDB's `$traceId` and `$spanId` beside what the propagator writes.
   * `'message-attributes'` writes `{ DataType, StringValue }` for each header, as SQS and SNS want them, and stops at
   * their limit of ten attributes with a warning. Reading needs no format.
   * @default 'headers'; 'message-attributes' for a carrier that holds such attributes already
   */
  readonly format?: 'headers' | 'event-metadata' | 'message-attributes';
  /**
   * Whether a trace context that the carrier holds already is written over.
   * @default `true`, but `false` for event metadata: an event keeps the context that it was created in
   */
  readonly overwrite?: boolean;
}

export interface ExtractOptions {
  /** What the extracted span, baggage and so on are put into. @default the active context */
  readonly context?: Context;
}

/**
 * Writes the active span's context, in the format of the global propagator, into a message's headers or an event's
 * metadata, in place of a context that the carrier had. Without a valid span it writes nothing, no baggage either. It never throws; a carrier that cannot be
 * written stays as it is.
 */
export function injectTraceContext(carrier: Carrier, options: InjectOptions = {}): void {
  try {
    inject(carrier, options);
  } catch (error) {
    injecting.report(error);
  }
}

function inject(carrier: Carrier, options: InjectOptions): void {
  const { format = 'headers', overwrite = format !== 'event-metadata' } = options;
  const source = options.context ?? context.active();
  const spanContext = validSpanContext(source);
  if (spanContext === undefined) return;
  if (!overwrite && validSpanContext(extractContext(carrier, ROOT_CONTEXT)) !== undefined) return;
  injectContext(format === 'message-attributes' ? messageAttributes(carrier) : carrier, source, injecting);
  if (format === 'event-metadata' && isWritable(carrier)) writeKurrentIds(carrier, spanContext);
}

/**
 * The context that a message's headers or an event's metadata hold: the format is the global propagator's, else
 * KurrentDB's `$traceId` and `$spanId`. A carrier without a valid context gives the context it was to be put into. It
 * never throws.
 */
export function extractTraceContext(carrier: Carrier, options: ExtractOptions = {}): Context {
  try {
    return extractContext(carrier, options.context ?? context.active(), extracting);
  } catch (error) {
    extracting.report(error);
    return ROOT_CONTEXT;
  }
}

function isWritable(carrier: unknown): carrier is Carrier {
  return typeof carrier === 'object' && carrier !== null;
}
