import { TracedClass } from 'otel-traced';
import { catchUpRunner } from 'otel-traced/eventsourcing';
import type { EventStore } from '../stores/event-store.js';
import type { StoredEvent } from './events.js';
import type { Subscription } from './subscription.js';

const PAGE = 100;

/** Delivers the events that are in the store already; each is linked to the span that appended it, long ago perhaps. */
@TracedClass(catchUpRunner())
export class CatchUpRunner {
  constructor(
    private readonly subscription: Subscription,
    private readonly events: EventStore,
  ) {}

  async runUntilPosition(toPosition: number, fromPosition = this.subscription.position) {
    let eventsProcessed = 0;
    for (let position = fromPosition; position < toPosition; position = this.subscription.position) {
      const page = await this.events.readAll(position, Math.min(PAGE, toPosition - position));
      if (page.length === 0) break;
      for (const event of page) await this.deliverEvent(event);
      eventsProcessed += page.length;
    }
    return { eventsProcessed, position: this.subscription.position };
  }

  async deliverEvent(event: StoredEvent): Promise<void> {
    await this.subscription.process(event);
  }
}
