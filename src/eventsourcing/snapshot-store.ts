import type { Convention } from '../options.js';
import { type ComponentOptions, componentConvention, type Operation } from './component.js';
import { DATABASE_OPTIONS, type DatabaseOptions, databaseOf } from './database.js';

const OPERATIONS = {
  save: { methods: ['save_snapshot'], takes: ['aggregateId', 'aggregateType', 'version'] },
  get: { methods: ['get_snapshot'], takes: ['aggregateId', 'aggregateType'], gives: ['version'] },
  delete: { methods: ['delete_snapshot'], takes: ['aggregateId', 'aggregateType'] },
  exists: { methods: ['snapshot_exists'], takes: ['aggregateId', 'aggregateType'] },
  delete_by_type: { methods: ['delete_snapshots_by_type'], takes: ['aggregateType'] },
  clear: {},
} as const satisfies Record<string, Operation>;

export type SnapshotOperation = keyof typeof OPERATIONS;

export interface SnapshotStoreOptions extends ComponentOptions<SnapshotOperation>, DatabaseOptions {}

/**
 * A store of snapshots: spans `eventsource.snapshot.save`, `.get`, `.delete`, `.exists`, `.delete_by_type`, `.clear`, for
 * `save({ aggregateId, aggregateType, version, … })` or `save(aggregateId, aggregateType, version, state)`,
 * `get(aggregateId, aggregateType)` and the like. What `get` gives has a `version`.
 *
 * @throws TypeError where an option is wrong
 */
export function snapshotStore(options: SnapshotStoreOptions = {}): Convention {
  return componentConvention(
    {
      convention: 'snapshotStore',
      prefix: 'eventsource.snapshot',
      operations: OPERATIONS,
      attributes: databaseOf(options),
      options: DATABASE_OPTIONS,
    },
    options,
  );
}
