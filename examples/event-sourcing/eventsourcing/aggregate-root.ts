import { randomUUID } from 'node:crypto';
import type { DomainEvent } from './events.js';

/** Keeps its state by applying events, and the new ones until they are saved. */
export abstract class AggregateRoot<Event extends DomainEvent, State> {
  abstract readonly aggregateType: string;
  version = 0;
  /** The version that it was restored at from a snapshot. */
  snapshotVersion: number | undefined;
  readonly uncommittedEvents: Event[] = [];

  constructor(
    readonly aggregateId: string,
    public state: State,
  ) {}

  /** The state after `event`. Decides nothing: what happened has happened. */
  protected abstract apply(state: State, event: Event): State;

  restore(state: State, version: number): void {
    this.state = state;
    this.version = version;
    this.snapshotVersion = version;
  }

  replay(event: Event): void {
    this.state = this.apply(this.state, event);
    this.version = event.version;
  }

  committed(): void {
    this.uncommittedEvents.length = 0;
  }

  protected record<Type extends Event['eventType']>(
    eventType: Type,
    data: Extract<Event, { eventType: Type }>['data'],
  ): void {
    const { aggregateId, aggregateType } = this;
    const event = {
      eventId: randomUUID(),
      eventType,
      aggregateId,
      aggregateType,
      version: this.version + 1,
      data,
    };
    this.replay(event as unknown as Event);
    this.uncommittedEvents.push(event as unknown as Event);
  }
}
