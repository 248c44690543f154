import { trace } from '@opentelemetry/api';
import type { Convention } from 'otel-traced';
import * as constants from 'otel-traced/attributes';
import {
  aggregateRepository,
  catchUpRunner,
  checkpointRepository,
  cutover,
  dlqRepository,
  eventBus,
  eventStore,
  liveRunner,
  lock,
  migrationCoordinator,
  migrationRepository,
  pauseResume,
  projection,
  readModel,
  syncLag,
  transitionCoordinator,
} from 'otel-traced/eventsourcing';
import { useTracing } from '../support/tracing';
import { component } from './component';

const tracing = useTracing();

/** Keys of other entry points and of the core, which no component of an event-sourced system has. */
const ELSEWHERE = /^(rpc|exception|error|code|db\.kurrentdb)\.|^db\.(table|user)$/;

const family = Object.values(constants).filter((key) => !ELSEWHERE.test(key));

class OrderCreated {
  readonly eventId = 'e-1';
  readonly aggregateId = 'o-1';
  readonly aggregateType = 'Order';
  readonly tenantId = 't-1';
  readonly metadata = { actorId: 'a-1' };
  readonly headers = {};
}

type Call = readonly [convention: Convention, method: string, args: unknown[], result?: unknown];

const server = { address: 'localhost', port: 5432 };
const migration = { phase: 'bulk_copy', tenantId: 't-1', sourceStore: 'shared', targetStore: 'dedicated' };
const progress = { eventsCopied: 5, eventsTotal: 20, progressPercent: 25, syncLagEvents: 3, syncLagMs: 40 };

const calls: readonly Call[] = [
  [
    eventStore({
      system: 'postgresql',
      database: 'events_db',
      table: 'events',
      server,
      semconv: 'both',
      actor: true,
    }),
    'append_events',
    ['o-1', 'Order', [new OrderCreated()], 4],
    { version: 5, position: 42 },
  ],
  [eventStore({ system: 'sqlite' }), 'get_events', ['o-1', 'Order', 3]],
  [eventStore({ system: 'sqlite' }), 'read_stream', ['order-1:Order']],
  [aggregateRepository(), 'load', ['o-1'], { version: 115, snapshotVersion: 100 }],
  [checkpointRepository(), 'update_checkpoint', ['OrderSummary', 'e-1', 'OrderCreated']],
  [dlqRepository(), 'add', [new OrderCreated(), 'OrderSummary', new RangeError('no'), 2]],
  [
    eventBus({ system: 'rabbitmq', destination: 'events', semconv: 'both' }),
    'publish',
    [[new OrderCreated(), new OrderCreated()]],
  ],
  [
    eventBus({ system: 'kafka', consumerGroup: 'mail' }),
    'consume',
    [{ topic: 'events', partition: 1, message: { offset: '7', headers: {} } }],
  ],
  [
    eventBus({ system: 'rabbitmq' }),
    'consume',
    [{ fields: { routingKey: 'orders' }, properties: { messageId: 'm-1', headers: {} } }],
  ],
  [eventBus(), 'dispatch', [new OrderCreated(), [() => 0, () => 1]]],
  [eventBus(), 'handle', [function sendMail() {}, new OrderCreated()]],
  [projection({ enabled: true, projectionName: 'OrderSummary' }), 'handle', [new OrderCreated()]],
  [
    transitionCoordinator({ subscriptionName: 'OrderSummary' }),
    'execute',
    [],
    { phase: 'live', watermark: 10, eventsProcessed: 9, eventsSkipped: 1, bufferSize: 2 },
  ],
  [catchUpRunner(), 'run_until_position', [{ from: 0, to: 10, batchSize: 100 }]],
  [pauseResume(), 'pause', ['OrderSummary'], 'paused'],
  [liveRunner(), 'process_buffer', [], 3],
  [
    readModel({ system: 'sqlite', semconv: 'both', readModelType: 'OrderSummary' }),
    'find',
    [{ status: 'open' }, 50],
  ],
  [readModel(), 'get', ['o-1']],
  [lock(), 'acquire', ['migration:t-1', 5], { lockId: 8241 }],
  [migrationCoordinator(), 'run_bulk_copy', ['m-1'], { ...migration, ...progress }],
  [migrationRepository(), 'create', [{ migrationId: 'm-1', ...migration }]],
  [
    cutover(),
    'execute',
    [{ migrationId: 'm-1', tenantId: 't-1', targetStoreId: 'dedicated', timeoutMs: 500 }],
    { success: true, durationMs: 80, rolledBack: false, syncLagEvents: 0 },
  ],
  [syncLag(), 'is_sync_ready', ['t-1', 100], { lagEvents: 3, isConverged: true, isSyncReady: true }],
];

it('emits every attribute of the module that belongs to a component', () => {
  trace.getTracer('test').startActiveSpan('all', (span) => {
    for (const [convention, method, args, result] of calls)
      component(convention, { [method]: () => result })[method]!(...args);
    span.end();
  });

  const emitted = new Set(tracing.spans().flatMap((span) => Object.keys(span.attributes)));
  expect(family.filter((key) => !emitted.has(key))).toEqual([]);
  expect(family.length).toBeGreaterThan(80);
});
