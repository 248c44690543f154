import type { Convention } from '../options.js';
import { type ComponentOptions, componentConvention, type Operation } from './component.js';
import { type SubscriptionOptions, stateAfter, subscriptionFacts } from './subscription-name.js';

const OPERATIONS = {
  start: {
    methods: ['start_subscription'],
    takes: ['subscriptionName', 'subscription'],
    gives: stateAfter,
  },
  stop: {
    methods: ['stop_subscription'],
    takes: ['subscriptionName', 'subscription'],
    gives: stateAfter,
  },
} as const satisfies Record<string, Operation>;

export type LifecycleOperation = keyof typeof OPERATIONS;

export interface LifecycleOptions extends ComponentOptions<LifecycleOperation>, SubscriptionOptions {}

/**
 * What starts and stops subscriptions: spans `eventsource.lifecycle.start` and `.stop`, for `start(name | subscription)` and
 * `stop(name | subscription)`, or `startSubscription` and `stopSubscription`.
 *
 * @throws TypeError where an option is wrong
 */
export function lifecycle(options: LifecycleOptions = {}): Convention {
  return componentConvention(
    {
      convention: 'lifecycle',
      prefix: 'eventsource.lifecycle',
      operations: OPERATIONS,
      ...subscriptionFacts(options),
    },
    options,
  );
}
