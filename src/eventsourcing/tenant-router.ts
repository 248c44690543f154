import type { Convention } from '../options.js';
import { type ComponentOptions, componentConvention, type Operation } from './component.js';

const OPERATIONS = {
  append_events: {
    methods: ['append'],
    takes: ['aggregateId', 'aggregateType', 'events', 'expectedVersion', 'tenantId'],
    gives: ['version', 'position'],
  },
  get_events: { takes: ['aggregateId', 'aggregateType', 'fromVersion', 'tenantId'], gives: ['eventCount'] },
  get_events_by_type: { takes: ['aggregateType', 'tenantId', 'fromPosition'], gives: ['eventCount'] },
  read_stream: { takes: ['streamId', 'fromVersion', 'tenantId'], gives: ['eventCount'] },
  read_all: { takes: ['position', 'tenantId'], gives: ['eventCount'] },
  event_exists: { takes: ['eventId', 'tenantId'] },
} as const satisfies Record<string, Operation>;

export type TenantRouterOperation = keyof typeof OPERATIONS;

export interface TenantRouterOptions extends ComponentOptions<TenantRouterOperation> {}

/**
 * What sends each tenant's calls to its event store: spans `eventsource.router.append_events`, `.get_events`,
 * `.get_events_by_type`, `.read_stream`, `.read_all`, `.event_exists`, for an event store's methods; the tenant is read from
 * an object among the arguments, or from the events.
 *
 * @throws TypeError where an option is wrong
 */
export function tenantRouter(options: TenantRouterOptions = {}): Convention {
  return componentConvention(
    {
      convention: 'tenantRouter',
      prefix: 'eventsource.router',
      operations: OPERATIONS,
    },
    options,
  );
}
