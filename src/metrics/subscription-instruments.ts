import type { Counter, Histogram } from '@opentelemetry/api';
import { MILLISECONDS_BUCKETS } from './durations.js';
import { Instruments } from './instruments.js';
import type { LatestValues } from './latest-values.js';

export interface SubscriptionInstruments {
  readonly processed: Counter;
  readonly failed: Counter;
  readonly duration: Histogram;
  readonly removeGauges: () => void;
}

/** The instruments of a subscription; its gauges show `lag` and `states`. */
export function subscriptionInstruments(
  lag: LatestValues,
  states: LatestValues,
): Instruments<SubscriptionInstruments> {
  return new Instruments<SubscriptionInstruments>(
    (meter) => {
      const removeLag = lag.gauge(meter, 'subscription.lag', {
        unit: '{event}',
        description: 'Events that the subscription is behind.',
      });
      const removeState = states.gauge(meter, 'subscription.state', {
        description:
          'State of the subscription: starting 1, catching_up 2, live 3, paused 4, stopped 5, error 6.',
      });
      return {
        processed: meter.createCounter('subscription.events.processed', {
          unit: '{event}',
          description: 'Events that were processed.',
        }),
        failed: meter.createCounter('subscription.events.failed', {
          unit: '{event}',
          description: 'Events whose processing failed.',
        }),
        duration: meter.createHistogram('subscription.processing.duration', {
          unit: 'ms',
          description: 'How long it took to process an event.',
          advice: { explicitBucketBoundaries: [...MILLISECONDS_BUCKETS] },
        }),
        removeGauges: () => {
          removeLag();
          removeState();
        },
      };
    },
    ({ removeGauges }) => removeGauges(),
  );
}
