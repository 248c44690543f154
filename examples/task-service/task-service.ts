import { randomUUID } from 'node:crypto';
import { TracingMixin } from 'otel-traced';
import { ATTR_AGGREGATE_ID, ATTR_AGGREGATE_TYPE, ATTR_EVENT_COUNT } from 'otel-traced/attributes';
import type { NotificationService } from './notification-service.js';
import { Task } from './task.js';
import type { TaskRepository } from './task-repository.js';

/** Opens its spans itself, with attributes that are known only on the way. */
export class TaskService extends TracingMixin() {
  constructor(
    private readonly tasks: TaskRepository,
    private readonly notifications: NotificationService,
    { enableTracing = true } = {},
  ) {
    super();
    this.initTracing('task-service', enableTracing);
  }

  createTask(title: string): Promise<Task> {
    return this.withSpan(
      'task_service.create_task',
      { attributes: { 'task.title': title } },
      async (span) => {
        const task = new Task(randomUUID());
        span.setAttributes({
          [ATTR_AGGREGATE_ID]: task.aggregateId,
          [ATTR_AGGREGATE_TYPE]: task.aggregateType,
        });
        task.create(title);
        span.setAttribute(ATTR_EVENT_COUNT, task.uncommittedEvents.length);
        await this.tasks.save(task);
        return task;
      },
    );
  }

  completeTask(id: string): Promise<Task> {
    const attributes = { [ATTR_AGGREGATE_ID]: id };
    return this.withSpan('task_service.complete_task', { attributes }, async () => {
      const task = await this.tasks.load(id);
      task.complete();
      await this.tasks.save(task);
      await this.notifications.sendEmail('owner@example.org', `${task.title}: done`);
      return task;
    });
  }

  getTask(id: string): Promise<Task> {
    return this.withSpan('task_service.get_task', { attributes: { [ATTR_AGGREGATE_ID]: id } }, () =>
      this.tasks.load(id),
    );
  }
}
