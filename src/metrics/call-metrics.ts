import type { Attributes, Context, Counter, Histogram, Meter, UpDownCounter } from '@opentelemetry/api';
import { ATTR_CODE_FUNCTION_NAME, ATTR_OTEL_ERROR_TYPE } from '../attributes.js';
import type {
  CallMeasurement,
  CallMetrics,
  CallOutcome,
  DurationOptions,
  InstrumentOptions,
  MeasuredMethod,
} from '../call-metrics.js';
import type { MetricsOptions } from '../options.js';
import { Instruments, MILLISECONDS_BUCKETS, SECONDS_BUCKETS } from './instruments.js';

interface CallInstruments {
  readonly duration: Histogram | undefined;
  readonly active: UpDownCounter | undefined;
  readonly calls: Counter | undefined;
}

/**
 * Metrics of calls, as a value for the option `metrics`; options, or `true`, stand for the same there once
 * `enableMetrics()` has been called. The default is a histogram `traced.duration` in seconds and an up-down counter
 * `traced.active`, with `code.function.name` and, on failure, `error.type`.
 *
 * @example
 * const load = traced('load', { metrics: callMetrics({ name: 'jobs' }) }, loadJobs);
 */
export function callMetrics(options: MetricsOptions = {}): CallMetrics {
  const { name = 'traced', duration = true, active = true, calls = false } = options;
  const instruments = new Instruments<CallInstruments>((meter) => ({
    duration: duration === false ? undefined : durationOf(meter, `${name}.duration`, optionsOf(duration)),
    active: active === false ? undefined : activeOf(meter, `${name}.active`, optionsOf(active)),
    calls: calls === false ? undefined : callsOf(meter, `${name}.calls`, optionsOf(calls)),
  }));
  const factor = optionsOf(duration).unit === 'ms' ? 1_000 : 1;
  return {
    begin: (method, self, args, context) => {
      const attributes = startAttributes(options, method, self, args);
      const outcomeAttributes = (outcome: CallOutcome) =>
        endAttributes(options, attributes, method, self, args, outcome);
      return new MeasuredCall(
        instruments.current(method.scope),
        factor,
        attributes,
        outcomeAttributes,
        context,
      );
    },
  };
}

class MeasuredCall implements CallMeasurement {
  private counted = false;

  constructor(
    private readonly instruments: CallInstruments,
    private readonly factor: number,
    private readonly attributes: Attributes,
    private readonly outcomeAttributes: (outcome: CallOutcome) => Attributes,
    private readonly context: Context,
  ) {
    this.resume();
  }

  resume(): void {
    this.count(true);
  }

  pause(): void {
    this.count(false);
  }

  finish(outcome: CallOutcome): void {
    this.count(false);
    const { duration, calls } = this.instruments;
    if (duration === undefined && calls === undefined) return;
    const attributes = this.outcomeAttributes(outcome);
    duration?.record(outcome.seconds * this.factor, attributes, this.context);
    calls?.add(1, attributes, this.context);
  }

  /** A call counts as in flight once, however often it is resumed. */
  private count(active: boolean): void {
    if (active === this.counted) return;
    this.counted = active;
    this.instruments.active?.add(active ? 1 : -1, this.attributes, this.context);
  }
}

function startAttributes(
  { functionName = true, metricAttributes }: MetricsOptions,
  method: MeasuredMethod,
  self: unknown,
  args: readonly unknown[],
): Attributes {
  const named = functionName
    ? method.attributes({ [ATTR_CODE_FUNCTION_NAME]: method.nameOf(self) }, self, args)
    : {};
  return metricAttributes === undefined
    ? named
    : Object.assign(named, method.attributes(metricAttributes, self, args));
}

function endAttributes(
  { metricResultAttributes, metricErrorAttributes }: MetricsOptions,
  attributes: Attributes,
  method: MeasuredMethod,
  self: unknown,
  args: readonly unknown[],
  { kind, value, errorType }: CallOutcome,
): Attributes {
  const type =
    errorType === undefined ? {} : method.attributes({ [ATTR_OTEL_ERROR_TYPE]: errorType }, self, []);
  const callback = { returned: metricResultAttributes, threw: metricErrorAttributes, 'given-up': undefined }[
    kind
  ];
  // At each call: on Node 20 a spread that anything follows takes ten times as long.
  const all = Object.assign({}, attributes, type);
  return callback === undefined
    ? all
    : Object.assign(all, method.attributes(callback, self, [value, ...args]));
}

function durationOf(
  meter: Meter,
  name: string,
  { unit = 's', buckets = unit === 's' ? SECONDS_BUCKETS : MILLISECONDS_BUCKETS, ...own }: DurationOptions,
): Histogram {
  return meter.createHistogram(own.name ?? name, {
    unit,
    description: own.description ?? 'Duration of calls.',
    advice: { explicitBucketBoundaries: [...buckets] },
  });
}

function activeOf(meter: Meter, name: string, own: InstrumentOptions): UpDownCounter {
  return meter.createUpDownCounter(own.name ?? name, {
    unit: '{call}',
    description: own.description ?? 'Calls that are in flight.',
  });
}

function callsOf(meter: Meter, name: string, own: InstrumentOptions): Counter {
  return meter.createCounter(own.name ?? name, {
    unit: '{call}',
    description: own.description ?? 'Calls that have ended.',
  });
}

function optionsOf<Options extends object>(options: boolean | Options): Partial<Options> {
  return typeof options === 'object' ? options : {};
}
