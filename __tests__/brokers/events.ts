import { randomUUID } from 'node:crypto';
import type { StoredEvent } from '../../examples/event-sourcing/eventsourcing/events';

let position = 0;

/** What the consumer process is to do with an event. */
export interface Wish {
  /** Its handler fails, each time. */
  readonly fail?: boolean;
  /** The process dies before the event is acknowledged, where it was started to do so. */
  readonly crash?: boolean;
}

export function event(eventType = 'OrderCreated', data: Wish = {}): StoredEvent {
  position += 1;
  return {
    eventId: randomUUID(),
    eventType,
    aggregateId: `order-${position}`,
    aggregateType: 'Order',
    version: 1,
    position,
    metadata: {},
    data,
  };
}
