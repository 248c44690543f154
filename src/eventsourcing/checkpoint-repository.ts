import type { Convention } from '../options.js';
import { type ComponentOptions, componentConvention, type Operation } from './component.js';
import { DATABASE_OPTIONS, type DatabaseOptions, databaseOf } from './database.js';

const OPERATIONS = {
  get_checkpoint: { takes: ['projectionName'], gives: ['eventId', 'position'] },
  update_checkpoint: { takes: ['projectionName', 'event', 'eventId', 'eventType', 'position'] },
  get_position: { takes: ['projectionName'], gives: ['position'] },
  save_position: { takes: ['projectionName', 'position', 'eventId', 'eventType'] },
  reset_checkpoint: { takes: ['projectionName'] },
  get_all_checkpoints: {},
  get_lag_metrics: { takes: ['projectionName'], gives: ['lagEvents'] },
  clear: {},
} as const satisfies Record<string, Operation>;

export type CheckpointOperation = keyof typeof OPERATIONS;

export interface CheckpointRepositoryOptions extends ComponentOptions<CheckpointOperation>, DatabaseOptions {}

/**
 * How far projections have come: spans `eventsource.checkpoint.get_checkpoint`, `.update_checkpoint` and so on, for
 * `getCheckpoint(projectionName)`, `updateCheckpoint(projectionName, eventId, eventType)`, `getPosition(projectionName)`,
 * `savePosition(projectionName, position, eventId, eventType)`, `resetCheckpoint`, `getAllCheckpoints`, `getLagMetrics`.
 *
 * @throws TypeError where an option is wrong
 */
export function checkpointRepository(options: CheckpointRepositoryOptions = {}): Convention {
  return componentConvention(
    {
      convention: 'checkpointRepository',
      prefix: 'eventsource.checkpoint',
      operations: OPERATIONS,
      attributes: databaseOf(options),
      options: DATABASE_OPTIONS,
    },
    options,
  );
}
