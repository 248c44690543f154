import type { Counter, Histogram } from '@opentelemetry/api';
import { Instruments, MILLISECONDS_BUCKETS } from './instruments.js';
import { type LatestValues, latestValues } from './latest-values.js';

export interface BusInstruments {
  readonly published: Counter;
  readonly consumed: Counter;
  readonly duration: Histogram;
  readonly removeLag: () => void;
}

/** The consumer lag that all event buses of a prefix show. */
export function consumerLag(prefix: string): LatestValues {
  return latestValues(`${prefix}.consumer.lag`);
}

const byPrefix = /* @__PURE__ */ new Map<string, Instruments<BusInstruments>>();

/** The instruments that all event buses of a prefix share. */
export function busInstruments(prefix: string): Instruments<BusInstruments> {
  let instruments = byPrefix.get(prefix);
  if (instruments === undefined) {
    instruments = createInstruments(prefix);
    byPrefix.set(prefix, instruments);
  }
  return instruments;
}

function createInstruments(prefix: string): Instruments<BusInstruments> {
  return new Instruments<BusInstruments>(
    (meter) => ({
      published: meter.createCounter(`${prefix}.messages.published`, {
        unit: '{message}',
        description: 'Messages that were published.',
      }),
      consumed: meter.createCounter(`${prefix}.messages.consumed`, {
        unit: '{message}',
        description: 'Messages that were consumed.',
      }),
      duration: meter.createHistogram(`${prefix}.handler.duration`, {
        unit: 'ms',
        description: 'How long a handler took.',
        advice: { explicitBucketBoundaries: [...MILLISECONDS_BUCKETS] },
      }),
      removeLag: consumerLag(prefix).createGauge(meter, `${prefix}.consumer.lag`, {
        unit: '{message}',
        description: 'Messages that the consumer is behind.',
      }),
    }),
    ({ removeLag }) => removeLag(),
  );
}
