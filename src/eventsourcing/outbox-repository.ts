import type { Convention } from '../options.js';
import { type ComponentOptions, componentConvention, type Operation } from './component.js';
import { DATABASE_OPTIONS, type DatabaseOptions, databaseOf } from './database.js';

const OPERATIONS = {
  add: { methods: ['add_event'], takes: ['event', 'events'] },
  get_pending: { methods: ['get_pending_events'], takes: ['queryLimit'], gives: ['eventCount'] },
  mark_published: {},
  increment_retry: { gives: ['retryCount'] },
  mark_failed: { takes: ['error'] },
  cleanup: { methods: ['cleanup_published'] },
  get_stats: {},
  clear: {},
} as const satisfies Record<string, Operation>;

export type OutboxOperation = keyof typeof OPERATIONS;

export interface OutboxRepositoryOptions extends ComponentOptions<OutboxOperation>, DatabaseOptions {}

/**
 * Events that wait to be published: spans `eventsource.outbox.add`, `.get_pending`, `.mark_published`, `.increment_retry`,
 * `.mark_failed` and so on, for `add(event)`, `getPending(limit)`, `markPublished(id)`, `incrementRetry(id)`,
 * `markFailed(id, error)`.
 *
 * @throws TypeError where an option is wrong
 */
export function outboxRepository(options: OutboxRepositoryOptions = {}): Convention {
  return componentConvention(
    {
      convention: 'outboxRepository',
      prefix: 'eventsource.outbox',
      operations: OPERATIONS,
      attributes: databaseOf(options),
      options: DATABASE_OPTIONS,
    },
    options,
  );
}
