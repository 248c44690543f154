// Attribute keys, one constant each. The name is the key in capitals, without `eventsource.`; the one exception is
// ATTR_OTEL_ERROR_TYPE. OpenTelemetry's keys are those of its semantic conventions 1.45.

// Aggregates and events

/** Identity of the aggregate, a string: `550e8400-e29b-41d4-a716-446655440000`. */
export const ATTR_AGGREGATE_ID = 'eventsource.aggregate.id' as const;
/** Type of the aggregate: `Order`. */
export const ATTR_AGGREGATE_TYPE = 'eventsource.aggregate.type' as const;
/** Identity of the event, a string: `550e8400-e29b-41d4-a716-446655440001`. */
export const ATTR_EVENT_ID = 'eventsource.event.id' as const;
/** Type of the event: `OrderCreated`. */
export const ATTR_EVENT_TYPE = 'eventsource.event.type' as const;
/** How many events the operation handles: `3`. */
export const ATTR_EVENT_COUNT = 'eventsource.event.count' as const;
/** Version of the aggregate or stream, counted in events: `5`. */
export const ATTR_VERSION = 'eventsource.version' as const;
/** Version that the writer expects (optimistic concurrency): `4`. */
export const ATTR_EXPECTED_VERSION = 'eventsource.expected_version' as const;
/** Version from which events are read: `0`. */
export const ATTR_FROM_VERSION = 'eventsource.from_version' as const;
/** Name of the event stream: `order-123:Order`. */
export const ATTR_STREAM_ID = 'eventsource.stream.id' as const;
/** Position in the stream: `42`. */
export const ATTR_POSITION = 'eventsource.position' as const;
/** Whether an aggregate was loaded from a snapshot: `true`. */
export const ATTR_SNAPSHOT_USED = 'snapshot.used' as const;
/** How many events were replayed to load an aggregate: `15`. */
export const ATTR_EVENTS_REPLAYED = 'events.replayed' as const;

// Tenants and actors

/** The tenant: `tenant-123`. */
export const ATTR_TENANT_ID = 'eventsource.tenant.id' as const;
/** Who caused the action: `user@example.com`. Personal data in most systems. */
export const ATTR_ACTOR_ID = 'eventsource.actor.id' as const;

// Projections and handlers

/** Name of the projection: `OrderSummaryProjection`. */
export const ATTR_PROJECTION_NAME = 'eventsource.projection.name' as const;
/** Name of the event handler: `OrderCreatedHandler`. */
export const ATTR_HANDLER_NAME = 'eventsource.handler.name' as const;
/** How many handlers the event type has: `2`. */
export const ATTR_HANDLER_COUNT = 'eventsource.handler.count' as const;
/** Whether the handler completed without an error: `true`. */
export const ATTR_HANDLER_SUCCESS = 'eventsource.handler.success' as const;

// Subscriptions

/** Name of the subscription: `OrderProjection`. */
export const ATTR_SUBSCRIPTION_NAME = 'eventsource.subscription.name' as const;
/** State of the subscription: `starting`, `catching_up`, `live`, `paused`, `stopped` or `error`. */
export const ATTR_SUBSCRIPTION_STATE = 'eventsource.subscription.state' as const;
/** Phase of the move from catching up to live: `initial_catchup`. */
export const ATTR_SUBSCRIPTION_PHASE = 'eventsource.subscription.phase' as const;
/** Position at which reading starts: `0`. */
export const ATTR_FROM_POSITION = 'eventsource.from_position' as const;
/** Position up to which is read: `1000`. */
export const ATTR_TO_POSITION = 'eventsource.to_position' as const;
/** How many items one batch holds: `100`. */
export const ATTR_BATCH_SIZE = 'eventsource.batch.size' as const;
/** How many events wait in the buffer: `12`. */
export const ATTR_BUFFER_SIZE = 'eventsource.buffer.size' as const;
/** How many events were processed: `5000`. */
export const ATTR_EVENTS_PROCESSED = 'eventsource.events.processed' as const;
/** How many events were passed over: `7`. */
export const ATTR_EVENTS_SKIPPED = 'eventsource.events.skipped' as const;
/** Position that separates catching up from live: `1000`. */
export const ATTR_WATERMARK = 'eventsource.watermark' as const;

// Errors and retries of components

/** How many times it was tried again: `3`. */
export const ATTR_RETRY_COUNT = 'eventsource.retry.count' as const;
/** Class of the error that a component handles: `OptimisticLockError`. A failed span's own: ATTR_OTEL_ERROR_TYPE. */
export const ATTR_ERROR_TYPE = 'eventsource.error.type' as const;

// Read models

/** Type of the read model: `OrderSummary`. */
export const ATTR_READMODEL_TYPE = 'eventsource.readmodel.type' as const;
/** Identity of the read model, a string: `550e8400-e29b-41d4-a716-446655440002`. */
export const ATTR_READMODEL_ID = 'eventsource.readmodel.id' as const;
/** Operation on the read model: `save`. */
export const ATTR_READMODEL_OPERATION = 'eventsource.readmodel.operation' as const;
/** How many filters the query has: `2`. */
export const ATTR_QUERY_FILTER_COUNT = 'eventsource.query.filter_count' as const;
/** How many results the query asks for at most: `50`; `-1` without a limit. */
export const ATTR_QUERY_LIMIT = 'eventsource.query.limit' as const;

// Locks

/** What is locked: `migration:tenant-123`. */
export const ATTR_LOCK_KEY = 'eventsource.lock.key' as const;
/** Number of the lock in the store that keeps it: `8241`. */
export const ATTR_LOCK_ID = 'eventsource.lock.id' as const;
/** How long to wait for the lock, in seconds: `5`; `-1` without a limit. */
export const ATTR_LOCK_TIMEOUT = 'eventsource.lock.timeout' as const;
/** Whether the lock was obtained: `true`. */
export const ATTR_LOCK_ACQUIRED = 'eventsource.lock.acquired' as const;

// Migrations of a tenant between event stores

/** Identity of the migration, a string: `550e8400-e29b-41d4-a716-446655440003`. */
export const ATTR_MIGRATION_ID = 'eventsource.migration.id' as const;
/** Phase of the migration: `bulk_copy`. */
export const ATTR_MIGRATION_PHASE = 'eventsource.migration.phase' as const;
/** The tenant that moves: `tenant-123`. */
export const ATTR_MIGRATION_TENANT_ID = 'eventsource.migration.tenant_id' as const;
/** The store that it leaves: `shared`. */
export const ATTR_MIGRATION_SOURCE_STORE = 'eventsource.migration.source_store' as const;
/** The store that it moves to: `dedicated-7`. */
export const ATTR_MIGRATION_TARGET_STORE = 'eventsource.migration.target_store' as const;
/** How many events are copied so far: `5000`. */
export const ATTR_MIGRATION_EVENTS_COPIED = 'eventsource.migration.events_copied' as const;
/** How many events are to be copied: `20000`. */
export const ATTR_MIGRATION_EVENTS_TOTAL = 'eventsource.migration.events_total' as const;
/** Progress in percent, 0 to 100: `25`. */
export const ATTR_MIGRATION_PROGRESS_PERCENT = 'eventsource.migration.progress_percent' as const;
/** How far the target is behind, in events: `12`. */
export const ATTR_MIGRATION_SYNC_LAG_EVENTS = 'eventsource.migration.sync_lag_events' as const;
/** How far the target is behind, in milliseconds: `40`. */
export const ATTR_MIGRATION_SYNC_LAG_MS = 'eventsource.migration.sync_lag_ms' as const;

// Migrations: cutover and synchronisation

/** Identity of the migration that is cut over, a string: `550e8400-e29b-41d4-a716-446655440003`. */
export const ATTR_CUTOVER_MIGRATION_ID = 'eventsource.cutover.migration_id' as const;
/** How long the cutover may take, in milliseconds: `500`. */
export const ATTR_CUTOVER_TIMEOUT_MS = 'eventsource.cutover.timeout_ms' as const;
/** How long the cutover took, in milliseconds: `80`. */
export const ATTR_CUTOVER_DURATION_MS = 'eventsource.cutover.duration_ms' as const;
/** Whether the cutover succeeded: `true`. */
export const ATTR_CUTOVER_SUCCESS = 'eventsource.cutover.success' as const;
/** Whether the cutover was rolled back: `false`. */
export const ATTR_CUTOVER_ROLLED_BACK = 'eventsource.cutover.rolled_back' as const;
/** How far the target was behind at the cutover, in events: `0`. */
export const ATTR_CUTOVER_SYNC_LAG_EVENTS = 'eventsource.cutover.sync_lag_events' as const;
/** The store that the cutover switches to: `dedicated-7`. */
export const ATTR_CUTOVER_TARGET_STORE_ID = 'eventsource.cutover.target_store_id' as const;
/** How far the target is behind the source, in events: `12`. */
export const ATTR_SYNC_LAG_LAG_EVENTS = 'eventsource.sync_lag.lag_events' as const;
/** Whether the lag is within the threshold: `true`. */
export const ATTR_SYNC_LAG_IS_CONVERGED = 'eventsource.sync_lag.is_converged' as const;
/** Whether the cutover may begin: `true`. */
export const ATTR_SYNC_LAG_IS_SYNC_READY = 'eventsource.sync_lag.is_sync_ready' as const;
/** The lag that a cutover tolerates, in events: `100`. */
export const ATTR_SYNC_LAG_SYNC_THRESHOLD = 'eventsource.sync_lag.sync_threshold' as const;

// Databases (semantic conventions, stable)

/** The database product: `postgresql`, `sqlite`, `kurrentdb`. */
export const ATTR_DB_SYSTEM_NAME = 'db.system.name' as const;
/** Name of the database: `events_db`. */
export const ATTR_DB_NAMESPACE = 'db.namespace' as const;
/** The operation or command: `INSERT`. */
export const ATTR_DB_OPERATION_NAME = 'db.operation.name' as const;
/** The table or collection: `users`. */
export const ATTR_DB_COLLECTION_NAME = 'db.collection.name' as const;
/** @deprecated use ATTR_DB_SYSTEM_NAME. The database product: `postgresql`. */
export const ATTR_DB_SYSTEM = 'db.system' as const;
/** @deprecated use ATTR_DB_NAMESPACE. Name of the database: `events_db`. */
export const ATTR_DB_NAME = 'db.name' as const;
/** @deprecated use ATTR_DB_OPERATION_NAME. The operation: `SELECT`, `streams.append`. */
export const ATTR_DB_OPERATION = 'db.operation' as const;
/** @deprecated use ATTR_DB_COLLECTION_NAME. The table: `users`. In no convention. */
export const ATTR_DB_TABLE = 'db.table' as const;
/** @deprecated nothing replaces it, the conventions removed it. The database user: `admin`. */
export const ATTR_DB_USER = 'db.user' as const;

// KurrentDB (its clients' own keys, in no convention)

/** Name of the stream: `user-123`. */
export const ATTR_DB_KURRENTDB_STREAM = 'db.kurrentdb.stream' as const;
/** Identity of the subscription, a string: `user-123-subscription-1`. */
export const ATTR_DB_KURRENTDB_SUBSCRIPTION_ID = 'db.kurrentdb.subscription.id' as const;
/** Identity of the event, a string: `e7548b90-d79b-4474-b00f-631de4285acc`. */
export const ATTR_DB_KURRENTDB_EVENT_ID = 'db.kurrentdb.event.id' as const;
/** Type of the event: `AccountRegistered`. */
export const ATTR_DB_KURRENTDB_EVENT_TYPE = 'db.kurrentdb.event.type' as const;

// Servers (semantic conventions, stable)

/** Host name, IP address or socket of the server: `localhost`. */
export const ATTR_SERVER_ADDRESS = 'server.address' as const;
/** Port of the server, a number: `2113`. */
export const ATTR_SERVER_PORT = 'server.port' as const;

// Messaging (semantic conventions, in development: names may still change)

/** The messaging system: `rabbitmq`, `kafka`. */
export const ATTR_MESSAGING_SYSTEM_NAME = 'messaging.system.name' as const;
/** The queue, topic or exchange: `events`. */
export const ATTR_MESSAGING_DESTINATION_NAME = 'messaging.destination.name' as const;
/** Partition of the destination, a string: `"1"`. */
export const ATTR_MESSAGING_DESTINATION_PARTITION_ID = 'messaging.destination.partition.id' as const;
/** What the messaging system calls the operation: `publish`, `ack`. */
export const ATTR_MESSAGING_OPERATION_NAME = 'messaging.operation.name' as const;
/** Kind of operation: `create`, `send`, `receive`, `process` or `settle`. */
export const ATTR_MESSAGING_OPERATION_TYPE = 'messaging.operation.type' as const;
/** Identity of the message, a string: `452a7c7c7c7048c2f887f61572b18fc2`. */
export const ATTR_MESSAGING_MESSAGE_ID = 'messaging.message.id' as const;
/** How many messages a batch holds: `10`. Not for an operation on a single message. */
export const ATTR_MESSAGING_BATCH_MESSAGE_COUNT = 'messaging.batch.message_count' as const;
/** Name of the consumer group: `order-projections`. */
export const ATTR_MESSAGING_CONSUMER_GROUP_NAME = 'messaging.consumer.group.name' as const;
/** Offset of the record in its Kafka partition: `42`. */
export const ATTR_KAFKA_OFFSET = 'kafka.offset' as const;
/** Routing key of the RabbitMQ message: `orders.created`. */
export const ATTR_RABBITMQ_DESTINATION_ROUTING_KEY = 'rabbitmq.destination.routing_key' as const;
/** @deprecated use ATTR_MESSAGING_SYSTEM_NAME. The messaging system: `rabbitmq`. */
export const ATTR_MESSAGING_SYSTEM = 'messaging.system' as const;
/** @deprecated use ATTR_MESSAGING_DESTINATION_NAME. The queue or topic: `events`. */
export const ATTR_MESSAGING_DESTINATION = 'messaging.destination' as const;
/** @deprecated use ATTR_MESSAGING_OPERATION_TYPE or ATTR_MESSAGING_OPERATION_NAME. The operation: `publish`. */
export const ATTR_MESSAGING_OPERATION = 'messaging.operation' as const;

// RPC (semantic conventions, stable)

/** The RPC system: `grpc`. */
export const ATTR_RPC_SYSTEM_NAME = 'rpc.system.name' as const;
/** The method with its service: `EchoService/Echo`. */
export const ATTR_RPC_METHOD = 'rpc.method' as const;
/** Status that the call ended with, a string: `DEADLINE_EXCEEDED`. */
export const ATTR_RPC_STATUS_CODE = 'rpc.status_code' as const;
/** @deprecated use ATTR_RPC_SYSTEM_NAME. The RPC system: `grpc`. */
export const ATTR_RPC_SYSTEM = 'rpc.system' as const;
/** @deprecated use ATTR_RPC_METHOD, which names the service too. The service: `EchoService`. */
export const ATTR_RPC_SERVICE = 'rpc.service' as const;
/** @deprecated use ATTR_RPC_STATUS_CODE, a string. The gRPC status, a number: `4`. */
export const ATTR_RPC_GRPC_STATUS_CODE = 'rpc.grpc.status_code' as const;

// Errors and code (semantic conventions, stable)

/** Class of the error that failed the operation, low in cardinality: `OutOfStockError`, `_OTHER`. */
export const ATTR_OTEL_ERROR_TYPE = 'error.type' as const;
/** Class of the exception: `OutOfStockError`. */
export const ATTR_EXCEPTION_TYPE = 'exception.type' as const;
/** Message of the exception: `no more SKU-7`. May hold personal data. */
export const ATTR_EXCEPTION_MESSAGE = 'exception.message' as const;
/** Stack trace of the exception, as the runtime prints it. */
export const ATTR_EXCEPTION_STACKTRACE = 'exception.stacktrace' as const;
/** @deprecated nothing replaces it, the conventions gave it up. Whether the exception left the span: `true`. */
export const ATTR_EXCEPTION_ESCAPED = 'exception.escaped' as const;
/** The method or function, without arguments: `OrderService.place`. */
export const ATTR_CODE_FUNCTION_NAME = 'code.function.name' as const;
