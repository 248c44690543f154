import { TracedClass } from 'otel-traced';
import { liveRunner } from 'otel-traced/eventsourcing';
import type { CatchUpRunner } from './catch-up-runner.js';
import type { StoredEvent } from './events.js';
import type { Subscription } from './subscription.js';

/** Delivers the events that a bus brings: kept back while the subscription catches up, one after the other then. */
@TracedClass(liveRunner())
export class LiveRunner {
  private readonly buffer: StoredEvent[] = [];
  private tail: Promise<void> = Promise.resolve();

  constructor(
    private readonly subscription: Subscription,
    private readonly catchUp: CatchUpRunner,
  ) {}

  start(): void {
    this.subscription.state = 'live';
  }

  async stop(): Promise<void> {
    this.subscription.state = 'stopped';
    await this.tail;
  }

  /** What the bus calls for each event. */
  receive(event: StoredEvent): Promise<void> {
    if (this.subscription.state !== 'live') {
      this.buffer.push(event);
      return Promise.resolve();
    }
    const turn = this.tail.then(() => this.processEvent(event));
    this.tail = turn.catch(() => undefined);
    return turn;
  }

  async processEvent(event: StoredEvent): Promise<void> {
    const { subscription } = this;
    // Delivered a second time, or read from the store in the meantime.
    if (event.position <= subscription.position) return;
    // Events came in another order than they were written in: the store knows the right one.
    if (event.position > subscription.position + 1) await this.catchUp.runUntilPosition(event.position - 1);
    await subscription.process(event);
  }

  /** Delivers what came while the subscription was catching up, and what comes in the meantime. */
  async processBuffer() {
    let eventsProcessed = 0;
    for (let event = this.buffer.shift(); event !== undefined; event = this.buffer.shift()) {
      await this.processEvent(event);
      eventsProcessed += 1;
    }
    return { eventsProcessed, bufferSize: this.buffer.length };
  }
}
