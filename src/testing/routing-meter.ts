import {
  type Attributes,
  type Context,
  context,
  createNoopMeter,
  type Meter,
  type MeterProvider,
  type MetricOptions,
} from '@opentelemetry/api';
import { recorderFor, type Scope } from './hub.js';

type Write = (value: number, attributes?: Attributes, parent?: Context) => void;
type Synchronous = 'createCounter' | 'createUpDownCounter' | 'createHistogram' | 'createGauge';

/** The meter provider that stands in the process: it hands each measurement to the recorder whose it is. */
export function newRoutingMeterProvider(previous: MeterProvider | undefined): MeterProvider {
  return { getMeter: (...scope) => routingMeter(scope, previous) };
}

// Instruments choose at each measurement: modules keep theirs from the first recorder to the last.
function routingMeter(scope: Scope, previous: MeterProvider | undefined): Meter {
  const meterFor = (parent: Context): Meter =>
    recorderFor(parent)?.meter(...scope) ?? previous?.getMeter(...scope) ?? createNoopMeter();
  const instrument = (create: Synchronous) => (name: string, options?: MetricOptions) => {
    const made = new WeakMap<Meter, { add: Write; record: Write }>();
    const write =
      (method: 'add' | 'record'): Write =>
      (value, attributes, parent = context.active()) => {
        const meter = meterFor(parent);
        const real =
          made.get(meter) ?? (meter[create](name, options) as unknown as { add: Write; record: Write });
        made.set(meter, real);
        real[method](value, attributes, parent);
      };
    return { add: write('add'), record: write('record') };
  };
  // An observable has no call to follow: it belongs to the recorder that is there when it is created.
  return {
    createCounter: instrument('createCounter'),
    createUpDownCounter: instrument('createUpDownCounter'),
    createHistogram: instrument('createHistogram'),
    createGauge: instrument('createGauge'),
    createObservableCounter: (name, options) =>
      meterFor(context.active()).createObservableCounter(name, options),
    createObservableGauge: (name, options) => meterFor(context.active()).createObservableGauge(name, options),
    createObservableUpDownCounter: (name, options) =>
      meterFor(context.active()).createObservableUpDownCounter(name, options),
    addBatchObservableCallback: (callback, observables) =>
      meterFor(context.active()).addBatchObservableCallback(callback, observables),
    removeBatchObservableCallback: (callback, observables) =>
      meterFor(context.active()).removeBatchObservableCallback(callback, observables),
  };
}
