import type { Counter, Histogram } from '@opentelemetry/api';
import { Instruments, MILLISECONDS_BUCKETS } from './instruments.js';
import { latestValues } from './latest-values.js';

export interface SubscriptionInstruments {
  readonly processed: Counter;
  readonly failed: Counter;
  readonly duration: Histogram;
  readonly removeGauges: () => void;
}

export const subscriptionLag = () => latestValues('subscription.lag');
export const subscriptionState = () => latestValues('subscription.state');

/** The instruments that all subscriptions share. */
export const subscriptionInstruments = /* @__PURE__ */ new Instruments<SubscriptionInstruments>(
  (meter) => {
    const removeLag = subscriptionLag().createGauge(meter, 'subscription.lag', {
      unit: '{event}',
      description: 'Events that the subscription is behind.',
    });
    const removeState = subscriptionState().createGauge(meter, 'subscription.state', {
      description:
        'State of the subscription: starting 1, catching_up 2, live 3, paused 4, stopped 5, error 6; closed 0.',
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
        description: 'How long it took to process an event, or a batch of events.',
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
