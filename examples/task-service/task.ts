export interface TaskCreated {
  readonly eventType: 'TaskCreated';
  readonly title: string;
}

export interface TaskCompleted {
  readonly eventType: 'TaskCompleted';
}

export type TaskEvent = TaskCreated | TaskCompleted;

/** An event-sourced task: its title and whether it is done follow from its events. */
export class Task {
  readonly aggregateType = 'Task';
  readonly uncommittedEvents: TaskEvent[] = [];
  title = '';
  completed = false;
  version = 0;

  constructor(
    readonly aggregateId: string,
    history: readonly TaskEvent[] = [],
  ) {
    for (const event of history) this.apply(event);
  }

  create(title: string): void {
    this.record({ eventType: 'TaskCreated', title });
  }

  complete(): void {
    if (this.completed) throw new Error(`task ${this.aggregateId} is completed already`);
    this.record({ eventType: 'TaskCompleted' });
  }

  private record(event: TaskEvent): void {
    this.apply(event);
    this.uncommittedEvents.push(event);
  }

  private apply(event: TaskEvent): void {
    if (event.eventType === 'TaskCreated') this.title = event.title;
    else this.completed = true;
    this.version += 1;
  }
}
