import { SpanKind } from '@opentelemetry/api';
import type { Convention } from 'otel-traced';
import {
  aggregateRepository,
  catchUpRunner,
  checkpointRepository,
  cutover,
  dlqRepository,
  dualWrite,
  eventBus,
  eventStore,
  lifecycle,
  liveRunner,
  lock,
  migrationCoordinator,
  migrationRepository,
  outboxRepository,
  pauseResume,
  projection,
  projectionCoordinator,
  readModel,
  snapshotStore,
  subscriptionManager,
  syncLag,
  tenantRouter,
  transitionCoordinator,
} from 'otel-traced/eventsourcing';
import { useTracing } from '../support/tracing';
import { withMethods } from './component';

const tracing = useTracing();

/** The span names of each component, as the tables of eventsource-py's guide and source have them. */
const tables: readonly [component: string, convention: Convention, prefix: string, operations: string][] = [
  ['SQLiteEventStore', eventStore({ system: 'sqlite' }), 'sqlite_event_store', 'append_events get_events'],
  [
    'PostgreSQLEventStore',
    eventStore({ system: 'postgresql' }),
    'postgresql_event_store',
    'append_events get_events',
  ],
  [
    'InMemoryEventStore',
    eventStore({ system: 'in_memory' }),
    'in_memory_event_store',
    'append_events get_events read_all read_stream',
  ],
  ['InMemoryEventBus', eventBus({ system: 'in_memory' }), 'eventsource.event_bus', 'dispatch handle'],
  [
    'RedisEventBus',
    eventBus({ system: 'redis' }),
    'eventsource.event_bus',
    'publish process dispatch handle',
  ],
  [
    'RabbitMQEventBus',
    eventBus({ system: 'rabbitmq' }),
    'eventsource.event_bus',
    'publish publish_batch consume dispatch handle',
  ],
  [
    'AggregateRepository',
    aggregateRepository(),
    'eventsource.repository',
    'load save exists create_snapshot',
  ],
  [
    'CheckpointRepository',
    checkpointRepository(),
    'eventsource.checkpoint',
    'get_checkpoint update_checkpoint reset_checkpoint get_all_checkpoints get_lag_metrics get_position save_position clear',
  ],
  [
    'DLQRepository',
    dlqRepository(),
    'eventsource.dlq',
    'add get get_by_id resolve retry get_stats get_projection_counts delete_resolved clear',
  ],
  [
    'OutboxRepository',
    outboxRepository(),
    'eventsource.outbox',
    'add get_pending mark_published increment_retry mark_failed cleanup get_stats clear',
  ],
  ['SnapshotStore', snapshotStore(), 'eventsource.snapshot', 'save get delete exists delete_by_type clear'],
  ['Projection', projection({ enabled: true }), 'eventsource.projection', 'handle handler'],
  ['ProjectionCoordinator', projectionCoordinator({ enabled: true }), 'eventsource.projection', 'coordinate'],
  [
    'SubscriptionManager',
    subscriptionManager(),
    'eventsource.subscription_manager',
    'subscribe unsubscribe start_subscription stop',
  ],
  ['TransitionCoordinator', transitionCoordinator(), 'eventsource.transition_coordinator', 'execute stop'],
  [
    'CatchUpRunner',
    catchUpRunner(),
    'eventsource.catchup_runner',
    'run_until_position deliver_event deliver_batch',
  ],
  [
    'LiveRunner',
    liveRunner(),
    'eventsource.live_runner',
    'start process_event process_buffer process_pause_buffer stop',
  ],
  ['PauseResumeController', pauseResume(), 'eventsource.pause_resume', 'pause resume'],
  ['SubscriptionLifecycleManager', lifecycle(), 'eventsource.lifecycle', 'start stop'],
  [
    'ReadModelRepository',
    readModel(),
    'eventsource.readmodel',
    'count delete exists find find_deleted get get_deleted get_many restore save save_many save_with_version_check soft_delete truncate',
  ],
  ['Lock', lock(), 'eventsource.lock', 'acquire release'],
  [
    'MigrationCoordinator',
    migrationCoordinator(),
    'eventsource.coordinator',
    'abort_migration get_status list_active_migrations migrate_subscriptions pause_migration resume_migration run_bulk_copy run_resync_pass start_migration stream_status transition_to_dual_write trigger_cutover verify_consistency',
  ],
  [
    'MigrationRepository',
    migrationRepository(),
    'eventsource.migration_repo',
    'create get get_by_tenant list_active record_error set_events_total set_paused update_phase update_progress',
  ],
  ['Cutover', cutover(), 'eventsource.cutover', 'execute rollback validate_readiness'],
  ['SyncLag', syncLag(), 'eventsource.sync_lag', 'calculate_lag is_sync_ready'],
  ['DualWrite', dualWrite(), 'eventsource.dual_write', 'append_events'],
  [
    'TenantRouter',
    tenantRouter(),
    'eventsource.router',
    'append_events event_exists get_events get_events_by_type read_all read_stream',
  ],
];

const camelCase = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

describe.each(tables)('%s', (_, convention, prefix, operations) => {
  const names = operations.split(' ');

  it.each([
    ['snake case', names],
    ['camel case', names.map(camelCase)],
  ])('names the spans of methods in %s as the tables do', (_, methods) => {
    const traced = withMethods(convention, methods);
    for (const method of methods) traced[method]!();

    expect(tracing.names()).toEqual(names.map((name) => `${prefix}.${name}`));
  });

  it('leaves other methods alone', () => {
    withMethods(convention, ['helper']).helper!();

    expect(tracing.names()).toEqual([]);
  });
});

it('names the rest of the tables, whose methods have names of their own', () => {
  withMethods(projectionCoordinator({ enabled: true }), ['dispatch']).dispatch!();
  const subscriptions = withMethods(lifecycle(), ['startSubscription', 'stop_subscription']);
  subscriptions.startSubscription!();
  subscriptions.stop_subscription!();

  expect(tracing.names()).toEqual([
    'eventsource.projection.registry.dispatch',
    'eventsource.lifecycle.start',
    'eventsource.lifecycle.stop',
  ]);
});

describe('KafkaEventBus', () => {
  class OrderCreated {}
  function sendMail() {}

  it('puts the event type and the handler into the names', () => {
    const bus = withMethods(eventBus({ system: 'kafka' }), ['publish', 'consume', 'dispatch', 'handle']);
    bus.publish!(new OrderCreated());
    bus.consume!({
      topic: 'events',
      partition: 0,
      message: { offset: '1', headers: { event_type: Buffer.from('OrderCreated') } },
    });
    bus.dispatch!(sendMail, new OrderCreated());
    bus.handle!(sendMail, new OrderCreated());

    expect(tracing.names()).toEqual([
      'eventsource.event_bus.publish OrderCreated',
      'eventsource.event_bus.consume OrderCreated',
      'eventsource.event_bus.dispatch sendMail',
      'eventsource.event_bus.dispatch sendMail',
    ]);
  });

  it('has the plain names where type and handler are not known', () => {
    const bus = withMethods(eventBus({ system: 'kafka' }), ['publish', 'consume', 'dispatch']);
    bus.publish!([new OrderCreated(), { eventType: 'OrderPaid' }]);
    bus.consume!({ topic: 'events', partition: 0, message: { offset: '1' } });
    bus.dispatch!(new OrderCreated());

    expect(tracing.names()).toEqual([
      'eventsource.event_bus.publish',
      'eventsource.event_bus.consume',
      'eventsource.event_bus.dispatch',
    ]);
  });
});

it('gives a bus producer and consumer spans, everything else internal ones', () => {
  const bus = withMethods(eventBus({ system: 'rabbitmq' }), [
    'publish',
    'publishBatch',
    'consume',
    'process',
    'dispatch',
    'handle',
  ]);
  for (const method of ['publish', 'publishBatch', 'consume', 'process', 'dispatch', 'handle'])
    bus[method]!();
  withMethods(eventStore({ system: 'sqlite' }), ['append_events']).append_events!();

  expect(tracing.spans().map((span) => span.kind)).toEqual([
    SpanKind.PRODUCER,
    SpanKind.PRODUCER,
    SpanKind.CONSUMER,
    SpanKind.CONSUMER,
    SpanKind.INTERNAL,
    SpanKind.INTERNAL,
    SpanKind.INTERNAL,
  ]);
});

it('leaves publishing and consuming of an in-memory bus alone: there is no broker between them', () => {
  const bus = withMethods(eventBus({ system: 'in_memory' }), ['publish', 'consume', 'dispatch']);
  bus.publish!();
  bus.consume!();
  bus.dispatch!();

  expect(tracing.names()).toEqual(['eventsource.event_bus.dispatch']);
});
