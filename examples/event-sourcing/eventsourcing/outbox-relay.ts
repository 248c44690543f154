import { traced } from 'otel-traced';
import type { EventBus } from '../buses/event-bus.js';
import type { Outbox } from '../stores/outbox.js';
import type { StoredEvent } from './events.js';

/** Publishes what the outbox still holds: after a crash, or when the bus was away. */
export class OutboxRelay {
  constructor(
    private readonly outbox: Outbox,
    private readonly bus: EventBus,
  ) {}

  /** Publishes up to `limit` events, in their order. Stops at the first that fails: the rest waits for the next run. */
  async relay(limit = 100): Promise<number> {
    const pending = await this.outbox.getPending(limit);
    for (const event of pending) await this.relayEvent(event);
    return pending.length;
  }

  /** An event is published late, but in the trace that it was written in. */
  private readonly relayEvent = traced(
    'outbox_relay.relay_event',
    { parent: (event: StoredEvent) => event.metadata },
    async (event: StoredEvent): Promise<void> => {
      try {
        await this.bus.publish([event]);
      } catch (error) {
        await this.outbox.incrementRetry(event.eventId);
        throw error;
      }
      await this.outbox.markPublished([event.eventId]);
    },
  );
}
