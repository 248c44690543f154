import type { Convention } from '../options.js';
import { type ComponentOptions, componentConvention, type Operation } from './component.js';
import { type SubscriptionOptions, subscriptionFacts } from './subscription-name.js';

const OPERATIONS = {
  pause: { takes: ['subscriptionName'], gives: ['subscriptionState', 'bufferSize'] },
  resume: { takes: ['subscriptionName'], gives: ['subscriptionState', 'bufferSize'] },
} as const satisfies Record<string, Operation>;

export type PauseResumeOperation = keyof typeof OPERATIONS;

export interface PauseResumeOptions extends ComponentOptions<PauseResumeOperation>, SubscriptionOptions {}

/**
 * What pauses a subscription and takes it up again: spans `eventsource.pause_resume.pause` and `.resume`. What the methods
 * give may be the state, or an object with `state` and `bufferSize`.
 *
 * @throws TypeError where an option is wrong
 */
export function pauseResume(options: PauseResumeOptions = {}): Convention {
  return componentConvention(
    {
      convention: 'pauseResume',
      prefix: 'eventsource.pause_resume',
      operations: OPERATIONS,
      ...subscriptionFacts(options),
    },
    options,
  );
}
