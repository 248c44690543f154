import type { Convention } from '../options.js';
import { type ComponentOptions, componentConvention, type Operation } from './component.js';
import type { FactName } from './facts.js';

const TAKES = ['migrationId', 'migrationPhase', 'migrationTenantId', 'sourceStore', 'targetStore'] as const;

const PROGRESS: readonly FactName[] = [
  ...TAKES,
  'eventsCopied',
  'eventsTotal',
  'progressPercent',
  'syncLagEvents',
  'syncLagMs',
];

const OPERATIONS = {
  start_migration: {
    takes: ['migrationTenantId', 'sourceStore', 'targetStore', 'migrationId'],
    gives: PROGRESS,
  },
  run_bulk_copy: { takes: TAKES, gives: PROGRESS },
  run_resync_pass: { takes: TAKES, gives: PROGRESS },
  transition_to_dual_write: { takes: TAKES, gives: PROGRESS },
  verify_consistency: { takes: TAKES, gives: PROGRESS },
  trigger_cutover: { takes: TAKES, gives: PROGRESS },
  migrate_subscriptions: { takes: TAKES, gives: PROGRESS },
  pause_migration: { takes: TAKES, gives: PROGRESS },
  resume_migration: { takes: TAKES, gives: PROGRESS },
  abort_migration: { takes: TAKES, gives: PROGRESS },
  get_status: { takes: TAKES, gives: PROGRESS },
  stream_status: { takes: TAKES },
  list_active_migrations: {},
} as const satisfies Record<string, Operation>;

export type MigrationCoordinatorOperation = keyof typeof OPERATIONS;

export interface MigrationCoordinatorOptions extends ComponentOptions<MigrationCoordinatorOperation> {}

/**
 * What moves a tenant from one event store to another: spans `eventsource.coordinator.start_migration`, `.run_bulk_copy`,
 * `.transition_to_dual_write`, `.trigger_cutover` and so on. Methods take the migration's id, or an object with
 * `migrationId`, `phase`, `tenantId`, `sourceStore` and `targetStore`; what they give may have these, `eventsCopied`,
 * `eventsTotal`, `progressPercent`, `syncLagEvents` and `syncLagMs`.
 *
 * @throws TypeError where an option is wrong
 */
export function migrationCoordinator(options: MigrationCoordinatorOptions = {}): Convention {
  return componentConvention(
    {
      convention: 'migrationCoordinator',
      prefix: 'eventsource.coordinator',
      operations: OPERATIONS,
    },
    options,
  );
}
