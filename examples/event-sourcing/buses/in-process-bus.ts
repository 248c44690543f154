import { TracedClass } from 'otel-traced';
import { eventBus } from 'otel-traced/eventsourcing';
import type { StoredEvent } from '../eventsourcing/events.js';
import { EventBus } from './event-bus.js';

/** No broker: who publishes waits until everybody has handled the events. */
@TracedClass({ ...eventBus({ system: 'in_memory' }), inherited: true })
export class InProcessBus extends EventBus {
  async publish(events: readonly StoredEvent[]): Promise<void> {
    for (const event of events) await this.dispatch(event, this.handlers);
  }

  async start(): Promise<void> {}

  async close(): Promise<void> {}
}
