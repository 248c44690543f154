import { randomBytes } from 'node:crypto';
import type {
  Attributes,
  Context,
  HrTime,
  Link,
  SpanKind,
  TimeInput,
  Tracer,
  TraceState,
} from '@opentelemetry/api';
import { TraceFlags, trace } from '@opentelemetry/api';
import { hub, type LiveRecorder } from './hub.js';
import type { RecordedSpan } from './recorded-span.js';
import type { TraceSdk } from './sdk.js';
import { takeStack } from './stack-frames.js';

/** A sampler, as the SDK's `Sampler` describes it. */
export interface RecordSampler {
  shouldSample(
    context: Context,
    traceId: string,
    spanName: string,
    spanKind: SpanKind,
    attributes: Attributes,
    links: Link[],
  ): { decision: 0 | 1 | 2; attributes?: Attributes; traceState?: TraceState };
  toString(): string;
}

/** The limits of the SDK's `SpanLimits`. */
export interface RecordSpanLimits {
  readonly attributeCountLimit?: number;
  readonly attributeValueLengthLimit?: number;
  readonly eventCountLimit?: number;
  readonly linkCountLimit?: number;
  readonly attributePerEventCountLimit?: number;
  readonly attributePerLinkCountLimit?: number;
}

export interface IdSource {
  generateTraceId(): string;
  generateSpanId(): string;
}

interface TracerSource {
  getTracer(name: string, version?: string, options?: { schemaUrl?: string }): Tracer;
}

/** A real tracer provider of the SDK that writes into the recorder's log. */
export function newRecorderTracerProvider(
  sdk: TraceSdk,
  recorder: LiveRecorder,
  ids: IdSource,
  options: { readonly sampler?: RecordSampler; readonly spanLimits?: RecordSpanLimits },
): TracerSource {
  const { logs } = hub();
  const done = (): Promise<void> => Promise.resolve();
  const onStart = (span: RecordedSpan): void => {
    const shared = hub();
    logs.set(span, recorder.log);
    recorder.log.started(span, takeStack());
    shared.watched?.set(span, ++shared.starts);
    if (recorder.now) keepTime(span as TimedSpan, recorder.now);
  };
  const onEnd = (span: RecordedSpan): void => {
    hub().watched?.delete(span);
    recorder.log.ended(span);
  };
  return new sdk.TracerProvider({
    sampler: options.sampler ?? RECORD_ALL,
    idGenerator: ids,
    spanProcessors: [{ onStart, onEnd, forceFlush: done, shutdown: done }],
    ...(options.spanLimits ? { spanLimits: options.spanLimits } : {}),
  });
}

/** Random ids; the traces that begin with one are known to be this recorder's. */
export function randomIds(recorder: LiveRecorder): IdSource {
  return {
    generateSpanId: () => randomBytes(8).toString('hex'),
    generateTraceId: () => {
      const id = randomBytes(16).toString('hex');
      hub().births.set(id, recorder);
      return id;
    },
  };
}

// Records whatever happens: below an unsampled parent too, whose unsampled flag is passed on as it is.
const RECORD_ALL: RecordSampler = {
  shouldSample: (context) => {
    const parent = trace.getSpanContext(context);
    const isUnsampled =
      parent && trace.isSpanContextValid(parent) && !(parent.traceFlags & TraceFlags.SAMPLED);
    return { decision: isUnsampled ? 1 : 2 };
  },
  toString: () => 'RecordAll',
};

interface TimedSpan extends RecordedSpan {
  end(time?: TimeInput): void;
  addEvent(name: string, attributesOrTime?: unknown, time?: TimeInput): this;
  recordException(exception: unknown, time?: TimeInput): void;
}

/** The span reads the recorder's clock wherever it is not told the time. */
function keepTime(span: TimedSpan, now: () => HrTime): void {
  const { end, addEvent, recordException } = span;
  span.end = (time = now()) => end.call(span, time);
  span.recordException = (exception, time = now()) => recordException.call(span, exception, time);
  span.addEvent = (name, attributes, time) => {
    const isTime = typeof attributes === 'number' || Array.isArray(attributes) || attributes instanceof Date;
    return addEvent.call(span, name, attributes, isTime ? time : (time ?? now())) as TimedSpan;
  };
}
