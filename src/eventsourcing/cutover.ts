import type { Convention } from '../options.js';
import { type ComponentOptions, componentConvention, type Operation } from './component.js';
import type { FactName, Facts } from './facts.js';

const OUTCOME: readonly FactName[] = [
  'cutoverSuccess',
  'cutoverDurationMs',
  'cutoverRolledBack',
  'cutoverSyncLagEvents',
];

const OPERATIONS = {
  execute: {
    takes: ['cutoverMigrationId', 'tenantId', 'cutoverTargetStoreId', 'cutoverTimeoutMs'],
    gives: OUTCOME,
    fails: { cutoverSuccess: false },
  },
  rollback: { takes: ['cutoverMigrationId', 'tenantId'], gives: rolledBack },
  validate_readiness: {
    takes: ['cutoverMigrationId', 'tenantId', 'cutoverTargetStoreId'],
    gives: ['cutoverSyncLagEvents'],
  },
} as const satisfies Record<string, Operation>;

export type CutoverOperation = keyof typeof OPERATIONS;

export interface CutoverOptions extends ComponentOptions<CutoverOperation> {}

/**
 * The switch of a tenant to its new event store: spans `eventsource.cutover.execute`, `.rollback`, `.validate_readiness`, for
 * `execute({ migrationId, tenantId, targetStoreId, timeoutMs })` and the like. What `execute` gives may have `success`,
 * `durationMs`, `rolledBack` and `syncLagEvents`.
 *
 * @throws TypeError where an option is wrong
 */
export function cutover(options: CutoverOptions = {}): Convention {
  return componentConvention(
    {
      convention: 'cutover',
      prefix: 'eventsource.cutover',
      operations: OPERATIONS,
    },
    options,
  );
}

function rolledBack(result: unknown): Facts {
  return { cutoverRolledBack: result !== false };
}
