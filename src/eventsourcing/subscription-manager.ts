import type { Convention } from '../options.js';
import { type ComponentOptions, componentConvention, type Operation } from './component.js';
import { stateAfter } from './subscription-name.js';

const OPERATIONS = {
  subscribe: { takes: ['subscriptionName', 'subscription'], gives: stateAfter },
  unsubscribe: { takes: ['subscriptionName', 'subscription'], gives: stateAfter },
  start_subscription: { takes: ['subscriptionName', 'subscription'], gives: stateAfter },
  stop: {},
} as const satisfies Record<string, Operation>;

export type SubscriptionManagerOperation = keyof typeof OPERATIONS;

export interface SubscriptionManagerOptions extends ComponentOptions<SubscriptionManagerOperation> {}

/**
 * What keeps subscriptions: spans `eventsource.subscription_manager.subscribe`, `.unsubscribe`, `.start_subscription`,
 * `.stop`, for `subscribe(name | subscriber)`, `unsubscribe(name)`, `startSubscription(name | subscription)`, `stop()`. The
 * state is that of the subscription when the method is done.
 *
 * @throws TypeError where an option is wrong
 */
export function subscriptionManager(options: SubscriptionManagerOptions = {}): Convention {
  return componentConvention(
    {
      convention: 'subscriptionManager',
      prefix: 'eventsource.subscription_manager',
      operations: OPERATIONS,
    },
    options,
  );
}
