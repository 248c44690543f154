import type { Convention } from '../options.js';
import { type ComponentOptions, componentConvention, type Operation } from './component.js';
import { DATABASE_OPTIONS, type DatabaseOptions, databaseOf } from './database.js';

const OPERATIONS = {
  create: { takes: ['migrationId', 'migrationPhase', 'tenantId', 'sourceStore', 'targetStore'] },
  get: { takes: ['migrationId'], gives: ['migrationPhase', 'tenantId'] },
  get_by_tenant: { takes: ['tenantId'], gives: ['migrationId', 'migrationPhase'] },
  list_active: {},
  update_phase: { takes: ['migrationId', 'migrationPhase'] },
  update_progress: { takes: ['migrationId', 'eventsCopied'] },
  set_events_total: { takes: ['migrationId', 'eventsTotal'] },
  set_paused: { takes: ['migrationId'] },
  record_error: { takes: ['migrationId', 'error'] },
} as const satisfies Record<string, Operation>;

export type MigrationRepositoryOperation = keyof typeof OPERATIONS;

export interface MigrationRepositoryOptions
  extends ComponentOptions<MigrationRepositoryOperation>,
    DatabaseOptions {}

/**
 * Where migrations are kept: spans `eventsource.migration_repo.create`, `.get`, `.update_phase`, `.update_progress` and so on,
 * for `create(migration)`, `get(migrationId)`, `getByTenant(tenantId)`, `updatePhase(migrationId, phase)`,
 * `updateProgress(migrationId, eventsCopied)`, `setEventsTotal(migrationId, eventsTotal)`.
 *
 * @throws TypeError where an option is wrong
 */
export function migrationRepository(options: MigrationRepositoryOptions = {}): Convention {
  return componentConvention(
    {
      convention: 'migrationRepository',
      prefix: 'eventsource.migration_repo',
      operations: OPERATIONS,
      attributes: databaseOf(options),
      options: DATABASE_OPTIONS,
    },
    options,
  );
}
