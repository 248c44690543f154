import type { Convention } from '../options.js';
import { type ComponentOptions, componentConvention, type Operation } from './component.js';
import { type SubscriptionOptions, subscriptionFacts } from './subscription-name.js';

const OPERATIONS = {
  execute: {
    takes: ['position', 'subscriptionPhase', 'watermark'],
    gives: ['subscriptionPhase', 'watermark', 'eventsProcessed', 'eventsSkipped', 'bufferSize'],
  },
  stop: { gives: ['subscriptionPhase'] },
} as const satisfies Record<string, Operation>;

export type TransitionCoordinatorOperation = keyof typeof OPERATIONS;

export interface TransitionCoordinatorOptions
  extends ComponentOptions<TransitionCoordinatorOperation>,
    SubscriptionOptions {}

/**
 * What takes a subscription from catching up to live: spans `eventsource.transition_coordinator.execute` and `.stop`, for
 * `execute(position)`. What `execute` gives may have `watermark`, `phase`, `eventsProcessed`, `eventsSkipped` and
 * `bufferSize`.
 *
 * @throws TypeError where an option is wrong
 */
export function transitionCoordinator(options: TransitionCoordinatorOptions = {}): Convention {
  return componentConvention(
    {
      convention: 'transitionCoordinator',
      prefix: 'eventsource.transition_coordinator',
      operations: OPERATIONS,
      ...subscriptionFacts(options),
    },
    options,
  );
}
