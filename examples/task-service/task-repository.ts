import { TracedClass, TracingMixin } from 'otel-traced';
import { aggregateRepository } from 'otel-traced/eventsourcing';
import type { InMemoryEventStore } from './in-memory-event-store.js';
import { Task } from './task.js';

@TracedClass(aggregateRepository())
export class TaskRepository extends TracingMixin() {
  readonly aggregateType = 'Task';

  constructor(
    private readonly store: InMemoryEventStore,
    { enableTracing = true } = {},
  ) {
    super();
    this.initTracing('task-repository', enableTracing);
  }

  async load(aggregateId: string): Promise<Task> {
    const events = await this.store.getEvents(aggregateId, this.aggregateType);
    if (events.length === 0) throw new Error(`there is no task ${aggregateId}`);
    return new Task(aggregateId, events);
  }

  async save(task: Task): Promise<void> {
    const { aggregateId, aggregateType, uncommittedEvents, version } = task;
    const before = version - uncommittedEvents.length;
    await this.store.appendEvents(aggregateId, aggregateType, uncommittedEvents, before);
    uncommittedEvents.length = 0;
  }
}
