import type { Convention } from '../options.js';
import { type ComponentOptions, componentConvention, type Operation } from './component.js';
import { creationLinks } from './consumer-context.js';
import { type SubscriptionOptions, subscriptionFacts } from './subscription-name.js';

const OPERATIONS = {
  run_until_position: {
    takes: ['toPosition', 'fromPosition', 'batchSize'],
    gives: ['eventsProcessed', 'eventsSkipped', 'position'],
  },
  deliver_event: { takes: ['event', 'position'], traced: { links: creationLinks } },
  deliver_batch: {
    takes: ['items'],
    gives: ['eventsProcessed', 'eventsSkipped'],
    traced: { links: creationLinks },
  },
} as const satisfies Record<string, Operation>;

export type CatchUpRunnerOperation = keyof typeof OPERATIONS;

export interface CatchUpRunnerOptions extends ComponentOptions<CatchUpRunnerOperation>, SubscriptionOptions {}

/**
 * What reads the past events of a subscription: spans `eventsource.catchup_runner.run_until_position`, `.deliver_event`,
 * `.deliver_batch`, for `runUntilPosition(toPosition)` or `runUntilPosition(fromPosition, toPosition)`,
 * `deliverEvent(event)`, `deliverBatch(events)`. What the run gives may be the number of events, or an object with
 * `eventsProcessed`, `eventsSkipped` and `position`. Delivered events are linked to the spans that created them, where
 * their `metadata` (see `withTraceMetadata`) says which.
 *
 * @throws TypeError where an option is wrong
 */
export function catchUpRunner(options: CatchUpRunnerOptions = {}): Convention {
  return componentConvention(
    {
      convention: 'catchUpRunner',
      prefix: 'eventsource.catchup_runner',
      operations: OPERATIONS,
      ...subscriptionFacts(options),
    },
    options,
  );
}
