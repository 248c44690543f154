import { TracedClass } from 'otel-traced';
import { aggregateRepository } from 'otel-traced/eventsourcing';
import type { EventBus } from '../buses/event-bus.js';
import type { EventStore } from '../stores/event-store.js';
import type { Outbox } from '../stores/outbox.js';
import type { SnapshotStore } from '../stores/snapshot-store.js';
import type { AggregateRoot } from './aggregate-root.js';
import type { DomainEvent, StoredEvent } from './events.js';

export interface RepositoryOptions<Aggregate> {
  readonly create: (aggregateId: string) => Aggregate;
  readonly events: EventStore;
  readonly snapshots: SnapshotStore;
  /** A snapshot is made whenever the version passes a multiple of this. */
  readonly snapshotEvery: number;
  readonly outbox: Outbox;
  /** Where new events are published at once. Without it, or when that fails, the outbox's relay does it later. */
  readonly bus?: EventBus;
}

/** Loads aggregates from their snapshot and the events since; saves their new events. */
@TracedClass(aggregateRepository())
export class AggregateRepository<Aggregate extends AggregateRoot<DomainEvent, unknown>> {
  constructor(private readonly options: RepositoryOptions<Aggregate>) {}

  async load(aggregateId: string): Promise<Aggregate> {
    const { create, events, snapshots } = this.options;
    const aggregate = create(aggregateId);
    const snapshot = await snapshots.get(aggregateId, aggregate.aggregateType);
    if (snapshot !== undefined) aggregate.restore(snapshot.state, snapshot.version);
    for (const event of await events.getEvents(aggregateId, aggregate.version)) aggregate.replay(event);
    if (aggregate.version === 0) throw new Error(`${aggregate.aggregateType} ${aggregateId} does not exist`);
    return aggregate;
  }

  async save(aggregate: Aggregate): Promise<void> {
    const { aggregateId, aggregateType, uncommittedEvents, version } = aggregate;
    const before = version - uncommittedEvents.length;
    const { events, snapshotEvery } = this.options;
    const stored = await events.appendEvents(aggregateId, aggregateType, uncommittedEvents, before);
    aggregate.committed();
    if (Math.floor(before / snapshotEvery) < Math.floor(version / snapshotEvery))
      await this.createSnapshot(aggregate);
    await this.publish(stored.events);
  }

  async exists(aggregateId: string): Promise<boolean> {
    return (await this.options.events.getEvents(aggregateId)).length > 0;
  }

  async createSnapshot({ aggregateId, aggregateType, version, state }: Aggregate): Promise<void> {
    await this.options.snapshots.save({ aggregateId, aggregateType, version, state });
  }

  private async publish(events: readonly StoredEvent[]): Promise<void> {
    const { bus, outbox } = this.options;
    if (bus === undefined) return;
    try {
      await bus.publish(events);
    } catch {
      return; // The events are in the outbox: its relay publishes them when the bus is back.
    }
    await outbox.markPublished(events.map((event) => event.eventId));
  }
}
