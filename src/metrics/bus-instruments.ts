import type { Counter, Histogram } from '@opentelemetry/api';
import { MILLISECONDS_BUCKETS } from './durations.js';
import { Instruments } from './instruments.js';
import type { LatestValues } from './latest-values.js';

export interface BusInstruments {
  readonly published: Counter;
  readonly consumed: Counter;
  readonly duration: Histogram;
  readonly removeLag: () => void;
}

/** The instruments of an event bus; the gauge of its lag shows `lag`. */
export function busInstruments(prefix: string, lag: LatestValues): Instruments<BusInstruments> {
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
      removeLag: lag.gauge(meter, `${prefix}.consumer.lag`, {
        unit: '{message}',
        description: 'Messages that the consumer is behind.',
      }),
    }),
    ({ removeLag }) => removeLag(),
  );
}
