import type { Attributes, HrTime, Link, SpanContext, SpanKind, SpanStatus } from '@opentelemetry/api';

/** An event of a recorded span: an exception, or what `addEvent` left. */
export interface RecordedEvent {
  readonly name: string;
  readonly time: HrTime;
  readonly attributes?: Attributes;
}

/**
 * A span as it was recorded: what a test reads. It is the SDK's own span object (its `ReadableSpan`), described here
 * without the SDK's types, so that the same test compiles with either SDK package.
 */
export interface RecordedSpan {
  readonly name: string;
  readonly kind: SpanKind;
  spanContext(): SpanContext;
  /** Absent on a root span. */
  readonly parentSpanContext?: SpanContext;
  /** Seconds and nanoseconds since 1970. */
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly duration: HrTime;
  readonly ended: boolean;
  readonly status: SpanStatus;
  readonly attributes: Attributes;
  readonly events: readonly RecordedEvent[];
  readonly links: readonly Link[];
  readonly instrumentationScope: {
    readonly name: string;
    readonly version?: string;
    readonly schemaUrl?: string;
  };
  readonly resource: { readonly attributes: Attributes };
}

/** What the matchers and `formatTrace` read: a recorder, a list of spans, or the SDK's `InMemorySpanExporter`. */
export type SpanSource =
  | readonly RecordedSpan[]
  | { readonly spans: readonly RecordedSpan[]; readonly openSpans?: readonly RecordedSpan[] }
  | { getFinishedSpans(): RecordedSpan[] };

export function isRecordedSpan(value: unknown): value is RecordedSpan {
  if (typeof value !== 'object' || value === null) return false;
  const span = value as Partial<RecordedSpan>;
  return (
    typeof span.name === 'string' && typeof span.spanContext === 'function' && Array.isArray(span.events)
  );
}

export function spanIdOf(span: RecordedSpan): string {
  return span.spanContext().spanId;
}
