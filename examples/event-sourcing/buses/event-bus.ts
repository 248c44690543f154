import type { EventHandler, StoredEvent } from '../eventsourcing/events.js';
import { withRetries } from '../eventsourcing/retries.js';
import type { DeadLetters } from '../stores/dead-letters.js';

/**
 * Brings events from those who publish them to those who handle them. What happens to a message on the way is a broker's
 * affair; what happens to an event when it has come is the same for all of them and stands here.
 */
export abstract class EventBus {
  protected readonly handlers: EventHandler[] = [];
  private readonly inFlight = new Set<Promise<void>>();

  constructor(private readonly deadLetters: DeadLetters) {}

  /** Resolves when the broker has all of the events. */
  abstract publish(events: readonly StoredEvent[]): Promise<void>;

  /** Begins to consume. What comes earlier waits at the broker. */
  abstract start(): Promise<void>;

  /** Closes it when what is in work is done; with `drop`, nothing of it is left at the broker. */
  abstract close(options?: { drop: boolean }): Promise<void>;

  subscribe(handler: EventHandler): void {
    this.handlers.push(handler);
  }

  /** Gives the event to every handler. One that fails keeps it from no other: for that one it is a dead letter. */
  protected async dispatch(event: StoredEvent, handlers: readonly EventHandler[]): Promise<void> {
    await Promise.all(
      handlers.map((handler) =>
        withRetries(
          () => this.handle(handler, event),
          (error, retries) => this.deadLetters.add(event, handler.name, error, retries),
        ),
      ),
    );
  }

  protected async handle(handler: EventHandler, event: StoredEvent): Promise<void> {
    await handler.handle(event);
  }

  /** Lets `close` wait for `work`. */
  protected track(work: Promise<void>): void {
    this.inFlight.add(work);
    void work.finally(() => this.inFlight.delete(work));
  }

  protected async idle(): Promise<void> {
    await Promise.allSettled(this.inFlight);
  }
}
