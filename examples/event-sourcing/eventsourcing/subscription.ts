import type { Checkpoints } from '../stores/checkpoints.js';
import type { DeadLetters } from '../stores/dead-letters.js';
import type { EventHandler, StoredEvent } from './events.js';
import { withRetries } from './retries.js';

export type SubscriptionState = 'starting' | 'catching_up' | 'live' | 'paused' | 'stopped';

/** A projection on its way through the events: where it is, and what becomes of an event that it cannot process. */
export class Subscription {
  state: SubscriptionState = 'starting';
  position = 0;

  constructor(
    readonly projection: EventHandler,
    private readonly checkpoints: Checkpoints,
    private readonly deadLetters: DeadLetters,
  ) {}

  get name(): string {
    return this.projection.name;
  }

  async restorePosition(): Promise<void> {
    this.position = await this.checkpoints.getPosition(this.name);
  }

  /** Processes the next event. One that fails goes to the dead letters: the projection does not stop for it. */
  async process(event: StoredEvent): Promise<void> {
    await withRetries(
      () => this.projection.handle(event),
      (error, retries) => this.deadLetters.add(event, this.name, error, retries),
    );
    await this.checkpoints.savePosition(this.name, event.position);
    this.position = event.position;
  }
}
