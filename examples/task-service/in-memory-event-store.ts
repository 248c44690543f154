import { TracedClass, TracingMixin } from 'otel-traced';
import { eventStore } from 'otel-traced/eventsourcing';
import type { TaskEvent } from './task.js';

/** The convention names its spans and attributes; the mixin gives each instance a switch. */
@TracedClass(eventStore({ system: 'in_memory' }))
export class InMemoryEventStore extends TracingMixin() {
  private readonly streams = new Map<string, TaskEvent[]>();

  constructor({ enableTracing = true } = {}) {
    super();
    this.initTracing('in-memory-event-store', enableTracing);
  }

  async appendEvents(
    aggregateId: string,
    _aggregateType: string,
    events: readonly TaskEvent[],
    expectedVersion: number,
  ): Promise<{ version: number }> {
    const stream = this.streams.get(aggregateId) ?? [];
    if (stream.length !== expectedVersion)
      throw new Error(`${aggregateId} is at version ${stream.length}, expected ${expectedVersion}`);
    this.streams.set(aggregateId, [...stream, ...events]);
    return { version: expectedVersion + events.length };
  }

  async getEvents(aggregateId: string, _aggregateType: string, fromVersion = 0): Promise<TaskEvent[]> {
    return (this.streams.get(aggregateId) ?? []).slice(fromVersion);
  }
}
