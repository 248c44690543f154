import type { Convention } from '../options.js';
import { type ComponentOptions, componentConvention, type Operation } from './component.js';
import { DATABASE_OPTIONS, type DatabaseOptions, databaseOf } from './database.js';

const OPERATIONS = {
  add: {
    methods: ['add_failed_event'],
    takes: ['event', 'eventId', 'projectionName', 'eventType', 'error', 'retryCount', 'errorType'],
  },
  get: { methods: ['get_failed_events'], takes: ['projectionName'], gives: ['eventCount'] },
  get_by_id: { gives: ['eventId', 'eventType', 'projectionName', 'retryCount'] },
  resolve: { methods: ['mark_resolved'] },
  retry: { methods: ['mark_retrying'], gives: ['retryCount'] },
  get_stats: {},
  get_projection_counts: {},
  delete_resolved: { methods: ['delete_resolved_events'] },
  clear: {},
} as const satisfies Record<string, Operation>;

export type DlqOperation = keyof typeof OPERATIONS;

export interface DlqRepositoryOptions extends ComponentOptions<DlqOperation>, DatabaseOptions {}

/**
 * The events that a projection could not process: spans `eventsource.dlq.add`, `.get`, `.get_by_id`, `.resolve`, `.retry`
 * and so on, for `add(event, projectionName, error, retryCount)` or `add({ eventId, eventType, projectionName, error,
 * retryCount })`, `get(projectionName)`, `getById(id)`, `resolve(id)`, `retry(id)`.
 *
 * @throws TypeError where an option is wrong
 */
export function dlqRepository(options: DlqRepositoryOptions = {}): Convention {
  return componentConvention(
    {
      convention: 'dlqRepository',
      prefix: 'eventsource.dlq',
      operations: OPERATIONS,
      attributes: databaseOf(options),
      options: DATABASE_OPTIONS,
    },
    options,
  );
}
