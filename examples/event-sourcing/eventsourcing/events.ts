/** Something that happened to an aggregate. */
export interface DomainEvent<Type extends string = string, Data = unknown> {
  readonly eventId: string;
  readonly eventType: Type;
  readonly aggregateId: string;
  readonly aggregateType: string;
  /** The aggregate's version with this event. */
  readonly version: number;
  readonly data: Data;
}

/** An event as the store has it: at its place among all events, with what was going on when it was written. */
export type StoredEvent<Event extends DomainEvent = DomainEvent> = Event & {
  readonly position: number;
  readonly metadata: Readonly<Record<string, unknown>>;
};

export interface EventHandler {
  readonly name: string;
  handle(event: StoredEvent): Promise<void>;
}
