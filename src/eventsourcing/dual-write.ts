import type { Convention } from '../options.js';
import { type ComponentOptions, componentConvention, type Operation } from './component.js';

const OPERATIONS = {
  append_events: {
    methods: ['append'],
    takes: ['aggregateId', 'aggregateType', 'events', 'expectedVersion', 'tenantId'],
    gives: ['version', 'position'],
  },
} as const satisfies Record<string, Operation>;

export type DualWriteOperation = keyof typeof OPERATIONS;

export interface DualWriteOptions extends ComponentOptions<DualWriteOperation> {}

/**
 * What writes to both stores of a migration: the span `eventsource.dual_write.append_events`, for `appendEvents(aggregateId,
 * aggregateType, events, expectedVersion)` of an event store.
 *
 * @throws TypeError where an option is wrong
 */
export function dualWrite(options: DualWriteOptions = {}): Convention {
  return componentConvention(
    {
      convention: 'dualWrite',
      prefix: 'eventsource.dual_write',
      operations: OPERATIONS,
    },
    options,
  );
}
