import type { Convention } from '../options.js';
import { type ComponentOptions, componentConvention, type Operation } from './component.js';
import { DATABASE_OPTIONS, type DatabaseOptions, databaseOf } from './database.js';

const OPERATIONS = {
  append_events: {
    methods: ['append'],
    takes: ['aggregateId', 'aggregateType', 'events', 'expectedVersion'],
    gives: ['version', 'position'],
  },
  get_events: {
    takes: ['aggregateId', 'aggregateType', 'fromVersion'],
    gives: ['eventCount', 'version'],
  },
  get_events_by_type: { takes: ['aggregateType', 'fromPosition'], gives: ['eventCount'] },
  read_stream: { takes: ['streamId', 'fromVersion', 'batchSize'], gives: ['eventCount', 'version'] },
  read_all: { takes: ['fromPosition', 'batchSize'], gives: ['eventCount', 'position'] },
  event_exists: { takes: ['eventId'] },
} as const satisfies Record<string, Operation>;

export type EventStoreOperation = keyof typeof OPERATIONS;

export interface EventStoreOptions extends ComponentOptions<EventStoreOperation>, DatabaseOptions {
  /** The database: `sqlite`, `postgresql`, `in_memory`, or another. */
  readonly system: string;
  /** Stands before the operation in span names. @default `sqlite_event_store`, by the system */
  readonly prefix?: string;
}

/**
 * An event store: spans `sqlite_event_store.append_events`, `sqlite_event_store.get_events` and so on, for the methods
 * `appendEvents(aggregateId, aggregateType, events, expectedVersion)`, `getEvents(aggregateId, aggregateType,
 * fromVersion)`, `readStream(streamId, fromVersion, limit)`, `readAll(fromPosition, limit)`, in camel or snake case, or
 * with one object that has these fields.
 *
 * @throws TypeError where an option is wrong
 */
export function eventStore(options: EventStoreOptions): Convention {
  if (options?.system === undefined)
    throw new TypeError(
      "eventStore(): the option 'system' is missing; expected a name such as 'postgresql'.",
    );
  return componentConvention(
    {
      convention: 'eventStore',
      prefix: options.prefix ?? `${options.system}_event_store`,
      operations: OPERATIONS,
      attributes: databaseOf(options),
      options: ['prefix', ...DATABASE_OPTIONS],
    },
    options,
  );
}
