import type { Convention } from '../options.js';
import { type ComponentOptions, componentConvention, type Operation } from './component.js';
import { DATABASE_OPTIONS, type DatabaseOptions, databaseOf } from './database.js';
import { factIn, isObject } from './fact-value.js';
import type { Facts } from './facts.js';

const OPERATIONS = {
  acquire: { takes: ['lockKey', 'lockTimeout', 'lockId'], gives: acquired, fails: { lockAcquired: false } },
  release: { takes: ['lockKey', 'lockId'] },
} as const satisfies Record<string, Operation>;

export type LockOperation = keyof typeof OPERATIONS;

export interface LockOptions extends ComponentOptions<LockOperation>, DatabaseOptions {}

/**
 * Locks that several processes share: spans `eventsource.lock.acquire` and `.release`, for `acquire(key, timeout)` (in
 * seconds) and `release(key | lock)`. `acquire` has the lock unless it gives `false`, `null` or `{ acquired: false }`.
 *
 * @throws TypeError where an option is wrong
 */
export function lock(options: LockOptions = {}): Convention {
  return componentConvention(
    {
      convention: 'lock',
      prefix: 'eventsource.lock',
      operations: OPERATIONS,
      attributes: databaseOf(options),
      options: DATABASE_OPTIONS,
    },
    options,
  );
}

function acquired(result: unknown): Facts {
  if (!isObject(result)) return { lockAcquired: result !== false && result !== null };
  return { lockAcquired: factIn('lockAcquired', result) ?? true, lockId: factIn('lockId', result) };
}
