import type { Convention } from '../options.js';
import { type ComponentOptions, componentConvention, type Operation } from './component.js';
import { factIn, factValue, isObject } from './fact-value.js';
import { type Facts, factAttributes } from './facts.js';
import { readAggregate } from './read-event.js';

const OPERATIONS = {
  load: { takes: ['aggregateId', 'aggregateType'], gives: loaded },
  save: { takes: ['aggregate', 'aggregateId', 'events'], gives: saved },
  exists: { takes: ['aggregateId', 'aggregateType'] },
  create_snapshot: { takes: ['aggregate', 'aggregateId'], gives: ['version'] },
} as const satisfies Record<string, Operation>;

export type AggregateRepositoryOperation = keyof typeof OPERATIONS;

export interface AggregateRepositoryOptions extends ComponentOptions<AggregateRepositoryOperation> {
  /** The type of its aggregates: `Order`. @default the repository's field `aggregateType`, or the aggregate's class */
  readonly aggregateType?: string;
}

/**
 * A repository of aggregates: spans `eventsource.repository.load`, `.save`, `.exists`, `.create_snapshot`, for the
 * methods `load(aggregateId)`, `save(aggregate)`, `exists(aggregateId)`, `createSnapshot(aggregate)`.
 *
 * An aggregate has `aggregateId` (or `id`), `version`, and its new events in `uncommittedEvents` or `pendingEvents`.
 * What `load` gives says whether a snapshot was used: `snapshotUsed` and `eventsReplayed`, or `snapshotVersion`, the
 * version that the snapshot had, `undefined` without one; in the aggregate or beside it in `{ aggregate, … }`.
 *
 * @throws TypeError where an option is wrong
 */
export function aggregateRepository(options: AggregateRepositoryOptions = {}): Convention {
  return componentConvention(
    {
      convention: 'aggregateRepository',
      prefix: 'eventsource.repository',
      operations: OPERATIONS,
      self: (self) => ({ aggregateType: factIn('aggregateType', self) }),
      attributes: factAttributes({ aggregateType: options.aggregateType }),
      options: ['aggregateType'],
    },
    options,
  );
}

function loaded(result: unknown): Facts {
  if (!isObject(result)) return {};
  const aggregate = isObject(result.aggregate) ? result.aggregate : result;
  const version = factIn('version', aggregate) ?? factIn('version', result);
  return { version, aggregateType: factIn('aggregateType', aggregate), ...snapshotFacts(result, version) };
}

function snapshotFacts(result: { readonly [field: string]: unknown }, version: unknown): Facts {
  const used = factIn('snapshotUsed', result);
  const replayed = factIn('eventsReplayed', result);
  const source = isObject(result.aggregate) ? { ...result.aggregate, ...result } : result;
  if (used !== undefined || replayed !== undefined || !('snapshotVersion' in source))
    return { snapshotUsed: used, eventsReplayed: replayed };
  const base = factValue('version', source.snapshotVersion);
  return {
    snapshotUsed: base !== undefined,
    eventsReplayed: typeof version === 'number' ? version - Number(base ?? 0) : undefined,
  };
}

function saved(result: unknown, [aggregate]: readonly unknown[]): Facts {
  const version = isObject(result) ? factIn('version', result) : factValue('version', result);
  return { version: version ?? (isObject(aggregate) ? readAggregate(aggregate).version : undefined) };
}
