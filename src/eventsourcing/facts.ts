import {
  ATTR_ACTOR_ID,
  ATTR_AGGREGATE_ID,
  ATTR_AGGREGATE_TYPE,
  ATTR_BATCH_SIZE,
  ATTR_BUFFER_SIZE,
  ATTR_CUTOVER_DURATION_MS,
  ATTR_CUTOVER_MIGRATION_ID,
  ATTR_CUTOVER_ROLLED_BACK,
  ATTR_CUTOVER_SUCCESS,
  ATTR_CUTOVER_SYNC_LAG_EVENTS,
  ATTR_CUTOVER_TARGET_STORE_ID,
  ATTR_CUTOVER_TIMEOUT_MS,
  ATTR_ERROR_TYPE,
  ATTR_EVENT_COUNT,
  ATTR_EVENT_ID,
  ATTR_EVENT_TYPE,
  ATTR_EVENTS_PROCESSED,
  ATTR_EVENTS_REPLAYED,
  ATTR_EVENTS_SKIPPED,
  ATTR_EXPECTED_VERSION,
  ATTR_FROM_POSITION,
  ATTR_FROM_VERSION,
  ATTR_HANDLER_COUNT,
  ATTR_HANDLER_NAME,
  ATTR_HANDLER_SUCCESS,
  ATTR_KAFKA_OFFSET,
  ATTR_LOCK_ACQUIRED,
  ATTR_LOCK_ID,
  ATTR_LOCK_KEY,
  ATTR_LOCK_TIMEOUT,
  ATTR_MESSAGING_BATCH_MESSAGE_COUNT,
  ATTR_MESSAGING_CONSUMER_GROUP_NAME,
  ATTR_MESSAGING_DESTINATION_PARTITION_ID,
  ATTR_MESSAGING_MESSAGE_ID,
  ATTR_MIGRATION_EVENTS_COPIED,
  ATTR_MIGRATION_EVENTS_TOTAL,
  ATTR_MIGRATION_ID,
  ATTR_MIGRATION_PHASE,
  ATTR_MIGRATION_PROGRESS_PERCENT,
  ATTR_MIGRATION_SOURCE_STORE,
  ATTR_MIGRATION_SYNC_LAG_EVENTS,
  ATTR_MIGRATION_SYNC_LAG_MS,
  ATTR_MIGRATION_TARGET_STORE,
  ATTR_MIGRATION_TENANT_ID,
  ATTR_POSITION,
  ATTR_PROJECTION_NAME,
  ATTR_QUERY_FILTER_COUNT,
  ATTR_QUERY_LIMIT,
  ATTR_RABBITMQ_DESTINATION_ROUTING_KEY,
  ATTR_READMODEL_ID,
  ATTR_READMODEL_TYPE,
  ATTR_RETRY_COUNT,
  ATTR_SNAPSHOT_USED,
  ATTR_STREAM_ID,
  ATTR_SUBSCRIPTION_NAME,
  ATTR_SUBSCRIPTION_PHASE,
  ATTR_SUBSCRIPTION_STATE,
  ATTR_SYNC_LAG_IS_CONVERGED,
  ATTR_SYNC_LAG_IS_SYNC_READY,
  ATTR_SYNC_LAG_LAG_EVENTS,
  ATTR_SYNC_LAG_SYNC_THRESHOLD,
  ATTR_TENANT_ID,
  ATTR_TO_POSITION,
  ATTR_VERSION,
  ATTR_WATERMARK,
} from '../attributes.js';
import type { AttributeInput } from '../options.js';

/** What values a fact has: identities are text, numbers or objects with a text of their own, such as UUIDs. */
export type FactKind = 'id' | 'text' | 'number' | 'flag';

/** A fact's attribute, its kind, and the other names that its field has in objects; snake case is read everywhere. */
type FactEntry = readonly [key: string, kind: FactKind, ...otherFields: string[]];

const FACTS = {
  aggregateId: [ATTR_AGGREGATE_ID, 'id'],
  aggregateType: [ATTR_AGGREGATE_TYPE, 'text'],
  eventId: [ATTR_EVENT_ID, 'id'],
  eventType: [ATTR_EVENT_TYPE, 'text'],
  eventCount: [ATTR_EVENT_COUNT, 'number'],
  version: [ATTR_VERSION, 'number', 'newVersion', 'aggregateVersion'],
  expectedVersion: [ATTR_EXPECTED_VERSION, 'id'],
  fromVersion: [ATTR_FROM_VERSION, 'number'],
  streamId: [ATTR_STREAM_ID, 'id', 'stream', 'streamName'],
  position: [ATTR_POSITION, 'id', 'globalPosition', 'newPosition'],
  snapshotUsed: [ATTR_SNAPSHOT_USED, 'flag'],
  eventsReplayed: [ATTR_EVENTS_REPLAYED, 'number'],
  tenantId: [ATTR_TENANT_ID, 'id'],
  actorId: [ATTR_ACTOR_ID, 'id', 'userId'],
  projectionName: [ATTR_PROJECTION_NAME, 'text', 'projection'],
  handlerName: [ATTR_HANDLER_NAME, 'text'],
  handlerCount: [ATTR_HANDLER_COUNT, 'number'],
  handlerSuccess: [ATTR_HANDLER_SUCCESS, 'flag', 'success'],
  subscriptionName: [ATTR_SUBSCRIPTION_NAME, 'text'],
  subscriptionState: [ATTR_SUBSCRIPTION_STATE, 'text', 'state'],
  subscriptionPhase: [ATTR_SUBSCRIPTION_PHASE, 'text', 'phase'],
  fromPosition: [ATTR_FROM_POSITION, 'id', 'startPosition', 'from'],
  toPosition: [ATTR_TO_POSITION, 'id', 'targetPosition', 'to'],
  batchSize: [ATTR_BATCH_SIZE, 'number'],
  bufferSize: [ATTR_BUFFER_SIZE, 'number'],
  eventsProcessed: [ATTR_EVENTS_PROCESSED, 'number', 'processed'],
  eventsSkipped: [ATTR_EVENTS_SKIPPED, 'number', 'skipped'],
  watermark: [ATTR_WATERMARK, 'id'],
  retryCount: [ATTR_RETRY_COUNT, 'number', 'retries'],
  errorType: [ATTR_ERROR_TYPE, 'text'],
  readModelType: [ATTR_READMODEL_TYPE, 'text', 'readmodelType'],
  readModelId: [ATTR_READMODEL_ID, 'id', 'readmodelId', 'id'],
  filterCount: [ATTR_QUERY_FILTER_COUNT, 'number'],
  queryLimit: [ATTR_QUERY_LIMIT, 'number', 'limit'],
  lockKey: [ATTR_LOCK_KEY, 'id', 'key'],
  lockId: [ATTR_LOCK_ID, 'id'],
  lockTimeout: [ATTR_LOCK_TIMEOUT, 'number', 'timeout'],
  lockAcquired: [ATTR_LOCK_ACQUIRED, 'flag', 'acquired'],
  migrationId: [ATTR_MIGRATION_ID, 'id'],
  migrationPhase: [ATTR_MIGRATION_PHASE, 'text', 'phase'],
  migrationTenantId: [ATTR_MIGRATION_TENANT_ID, 'id', 'tenantId'],
  sourceStore: [ATTR_MIGRATION_SOURCE_STORE, 'id', 'sourceStoreId'],
  targetStore: [ATTR_MIGRATION_TARGET_STORE, 'id', 'targetStoreId'],
  eventsCopied: [ATTR_MIGRATION_EVENTS_COPIED, 'number'],
  eventsTotal: [ATTR_MIGRATION_EVENTS_TOTAL, 'number'],
  progressPercent: [ATTR_MIGRATION_PROGRESS_PERCENT, 'number'],
  syncLagEvents: [ATTR_MIGRATION_SYNC_LAG_EVENTS, 'number'],
  syncLagMs: [ATTR_MIGRATION_SYNC_LAG_MS, 'number'],
  cutoverMigrationId: [ATTR_CUTOVER_MIGRATION_ID, 'id', 'migrationId'],
  cutoverTimeoutMs: [ATTR_CUTOVER_TIMEOUT_MS, 'number', 'timeoutMs'],
  cutoverDurationMs: [ATTR_CUTOVER_DURATION_MS, 'number', 'durationMs'],
  cutoverSuccess: [ATTR_CUTOVER_SUCCESS, 'flag', 'success'],
  cutoverRolledBack: [ATTR_CUTOVER_ROLLED_BACK, 'flag', 'rolledBack'],
  cutoverSyncLagEvents: [ATTR_CUTOVER_SYNC_LAG_EVENTS, 'number', 'syncLagEvents'],
  cutoverTargetStoreId: [ATTR_CUTOVER_TARGET_STORE_ID, 'id', 'targetStoreId', 'targetStore'],
  lagEvents: [ATTR_SYNC_LAG_LAG_EVENTS, 'number', 'lag'],
  isConverged: [ATTR_SYNC_LAG_IS_CONVERGED, 'flag'],
  isSyncReady: [ATTR_SYNC_LAG_IS_SYNC_READY, 'flag'],
  syncThreshold: [ATTR_SYNC_LAG_SYNC_THRESHOLD, 'number', 'threshold', 'maxLag'],
  messageId: [ATTR_MESSAGING_MESSAGE_ID, 'id'],
  messageCount: [ATTR_MESSAGING_BATCH_MESSAGE_COUNT, 'number'],
  consumerGroup: [ATTR_MESSAGING_CONSUMER_GROUP_NAME, 'text'],
  partition: [ATTR_MESSAGING_DESTINATION_PARTITION_ID, 'text'],
  kafkaOffset: [ATTR_KAFKA_OFFSET, 'number'],
  routingKey: [ATTR_RABBITMQ_DESTINATION_ROUTING_KEY, 'text'],
} as const satisfies Record<string, FactEntry>;

export type FactName = keyof typeof FACTS;

/** What a component's span says, by its everyday name; each has an attribute of `otel-traced/attributes`. */
export type Facts = { readonly [Name in FactName]?: AttributeInput };

export type MutableFacts = { -readonly [Name in FactName]?: AttributeInput };

export function isFactName(name: string): name is FactName {
  return Object.hasOwn(FACTS, name);
}

export function factKind(name: FactName): FactKind {
  return FACTS[name][1];
}

/** The facts as attributes. */
export function factAttributes(facts: Facts): Record<string, AttributeInput> {
  const attributes: Record<string, AttributeInput> = {};
  for (const name of Object.keys(facts)) {
    if (isFactName(name)) attributes[FACTS[name][0]] = facts[name];
  }
  return attributes;
}

/** Adds what is known and not there yet. */
export function add(facts: MutableFacts, more: Facts | null | undefined): void {
  for (const name of Object.keys(more ?? {})) {
    if (!isFactName(name)) continue;
    const value = more?.[name];
    if (value !== undefined && facts[name] === undefined) facts[name] = value;
  }
}

const fields = new Map<FactName, readonly string[]>();

/** The names under which objects hold a fact. */
export function factFields(name: FactName): readonly string[] {
  let known = fields.get(name);
  if (known === undefined) {
    const [, , ...others] = FACTS[name] as FactEntry;
    known = [name, ...others].flatMap((field) => [field, snakeCase(field)]);
    fields.set(name, [...new Set(known)]);
  }
  return known;
}

/** `appendEvents` → `append_events`. */
function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
