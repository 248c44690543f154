import type { Convention } from '../options.js';
import { type ComponentOptions, componentConvention, type Operation } from './component.js';
import { type SubscriptionOptions, stateAfter, subscriptionFacts } from './subscription-name.js';

const OPERATIONS = {
  start: { takes: ['position'], gives: stateAfter },
  process_event: { takes: ['event', 'position'] },
  process_buffer: { takes: ['items'], gives: ['eventsProcessed', 'eventsSkipped', 'bufferSize'] },
  process_pause_buffer: { takes: ['items'], gives: ['eventsProcessed', 'eventsSkipped', 'bufferSize'] },
  stop: { gives: stateAfter },
} as const satisfies Record<string, Operation>;

export type LiveRunnerOperation = keyof typeof OPERATIONS;

export interface LiveRunnerOptions extends ComponentOptions<LiveRunnerOperation>, SubscriptionOptions {}

/**
 * What follows a subscription's new events: spans `eventsource.live_runner.start`, `.process_event`, `.process_buffer`,
 * `.process_pause_buffer`, `.stop`, for `processEvent(event)`, `processBuffer()`. What processing a buffer gives may be the
 * number of events, or an object with `eventsProcessed`, `eventsSkipped` and `bufferSize`.
 *
 * @throws TypeError where an option is wrong
 */
export function liveRunner(options: LiveRunnerOptions = {}): Convention {
  return componentConvention(
    {
      convention: 'liveRunner',
      prefix: 'eventsource.live_runner',
      operations: OPERATIONS,
      ...subscriptionFacts(options),
    },
    options,
  );
}
