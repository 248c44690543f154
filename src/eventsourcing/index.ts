export {
  type AggregateRepositoryOperation,
  type AggregateRepositoryOptions,
  aggregateRepository,
} from './aggregate-repository.js';
export { type CatchUpRunnerOperation, type CatchUpRunnerOptions, catchUpRunner } from './catch-up-runner.js';
export {
  type CheckpointOperation,
  type CheckpointRepositoryOptions,
  checkpointRepository,
} from './checkpoint-repository.js';
export type { ComponentOptions } from './component.js';
export type { CarrierReader, Correlation } from './consumer-context.js';
export { type CutoverOperation, type CutoverOptions, cutover } from './cutover.js';
export type { DatabaseOptions, ServerOptions } from './database.js';
export { type DlqOperation, type DlqRepositoryOptions, dlqRepository } from './dlq-repository.js';
export { type DualWriteOperation, type DualWriteOptions, dualWrite } from './dual-write.js';
export { type EventBusOperation, type EventBusOptions, eventBus } from './event-bus.js';
export { type EventStoreOperation, type EventStoreOptions, eventStore } from './event-store.js';
export type { FactName, Facts } from './facts.js';
export { type LifecycleOperation, type LifecycleOptions, lifecycle } from './lifecycle.js';
export { type LiveRunnerOperation, type LiveRunnerOptions, liveRunner } from './live-runner.js';
export { type LockOperation, type LockOptions, lock } from './lock.js';
export {
  type MigrationCoordinatorOperation,
  type MigrationCoordinatorOptions,
  migrationCoordinator,
} from './migration-coordinator.js';
export {
  type MigrationRepositoryOperation,
  type MigrationRepositoryOptions,
  migrationRepository,
} from './migration-repository.js';
export { type OutboxOperation, type OutboxRepositoryOptions, outboxRepository } from './outbox-repository.js';
export { type PauseResumeOperation, type PauseResumeOptions, pauseResume } from './pause-resume.js';
export {
  type ProjectionCoordinatorOperation,
  type ProjectionCoordinatorOptions,
  type ProjectionOperation,
  type ProjectionOptions,
  projection,
  projectionCoordinator,
} from './projection.js';
export type { EventReading } from './read-event.js';
export { type ReadModelOperation, type ReadModelOptions, readModel } from './read-model.js';
export type { Semconv } from './semconv.js';
export { type SnapshotOperation, type SnapshotStoreOptions, snapshotStore } from './snapshot-store.js';
export {
  type SubscriptionManagerOperation,
  type SubscriptionManagerOptions,
  subscriptionManager,
} from './subscription-manager.js';
export type { SubscriptionOptions } from './subscription-name.js';
export { type SyncLagOperation, type SyncLagOptions, syncLag } from './sync-lag.js';
export { type TenantRouterOperation, type TenantRouterOptions, tenantRouter } from './tenant-router.js';
export { withTraceMetadata } from './trace-metadata.js';
export {
  type TransitionCoordinatorOperation,
  type TransitionCoordinatorOptions,
  transitionCoordinator,
} from './transition-coordinator.js';
