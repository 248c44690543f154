/** Seconds and nanoseconds, OpenTelemetry's `HrTime`. */
export type Time = readonly [seconds: number, nanoseconds: number];

type Values = { readonly [key: string]: unknown };

/**
 * What exporters and printers read of a span: the part of `ReadableSpan` that OpenTelemetry's SDK 1, 2 and 3 have in common.
 *
 * SDK 1 gives `parentSpanId`, SDK 2 and 3 give `parentSpanContext`. Any object of this form is accepted.
 */
export interface FinishedSpan {
  readonly name: string;
  readonly kind: number;
  readonly spanContext: () => { readonly traceId: string; readonly spanId: string };
  readonly parentSpanId?: string;
  readonly parentSpanContext?: { readonly spanId: string; readonly isRemote?: boolean };
  readonly startTime: Time;
  readonly duration: Time;
  readonly ended?: boolean;
  readonly status: { readonly code: number; readonly message?: string };
  readonly attributes: Values;
  readonly events: readonly SpanEvent[];
  readonly links: readonly SpanLink[];
}

export interface SpanEvent {
  readonly name: string;
  readonly time: Time;
  readonly attributes?: Values;
}

export interface SpanLink {
  readonly context: { readonly traceId: string; readonly spanId: string };
  readonly attributes?: Values;
}

// OpenTelemetry's SpanKind and SpanStatusCode by number: this entry point has no run-time dependency.
export const KIND_NAMES = ['INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
const SERVER = 1;
const CONSUMER = 4;
export const STATUS_OK = 1;
export const STATUS_ERROR = 2;

export function parentIdOf(span: FinishedSpan): string | undefined {
  return span.parentSpanContext?.spanId ?? span.parentSpanId;
}

export function hasRemoteParent(span: FinishedSpan): boolean {
  if (span.parentSpanContext) return span.parentSpanContext.isRemote === true;
  // SDK 1 does not say where the parent is; of a server or a consumer it is nearly always elsewhere.
  return span.parentSpanId !== undefined && (span.kind === SERVER || span.kind === CONSUMER);
}

/** Part by part: as one number each, times since 1970 would lose their last digits. */
export function millisecondsBetween(from: Time, to: Time): number {
  return toMilliseconds([to[0] - from[0], to[1] - from[1]]);
}

export function toMilliseconds([seconds, nanoseconds]: Time): number {
  return seconds * 1e3 + nanoseconds / 1e6;
}
