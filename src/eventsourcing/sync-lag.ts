import type { Convention } from '../options.js';
import { type ComponentOptions, componentConvention, type Operation } from './component.js';

const OPERATIONS = {
  calculate_lag: { takes: ['tenantId', 'syncThreshold'], gives: ['lagEvents', 'isConverged', 'isSyncReady'] },
  is_sync_ready: { takes: ['tenantId', 'syncThreshold'], gives: ['isSyncReady', 'isConverged', 'lagEvents'] },
} as const satisfies Record<string, Operation>;

export type SyncLagOperation = keyof typeof OPERATIONS;

export interface SyncLagOptions extends ComponentOptions<SyncLagOperation> {}

/**
 * How far the target of a migration is behind: spans `eventsource.sync_lag.calculate_lag` and `.is_sync_ready`, for
 * `calculateLag(tenantId)` and `isSyncReady(tenantId, threshold)`. What they give may be the lag or the answer, or an object
 * with `lagEvents`, `isConverged` and `isSyncReady`.
 *
 * @throws TypeError where an option is wrong
 */
export function syncLag(options: SyncLagOptions = {}): Convention {
  return componentConvention(
    {
      convention: 'syncLag',
      prefix: 'eventsource.sync_lag',
      operations: OPERATIONS,
    },
    options,
  );
}
