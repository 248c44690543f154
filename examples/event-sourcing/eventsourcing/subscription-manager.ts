import { TracedClass } from 'otel-traced';
import { subscriptionManager } from 'otel-traced/eventsourcing';
import type { EventBus } from '../buses/event-bus.js';
import type { Stores } from '../stores/stores.js';
import { CatchUpRunner } from './catch-up-runner.js';
import type { EventHandler } from './events.js';
import { LiveRunner } from './live-runner.js';
import { Subscription } from './subscription.js';
import { TransitionCoordinator } from './transition-coordinator.js';

/** Brings projections up to date and keeps them so. */
@TracedClass(subscriptionManager())
export class SubscriptionManager {
  private readonly running: LiveRunner[] = [];

  constructor(
    private readonly stores: Stores,
    private readonly bus: EventBus,
  ) {}

  /** Resolves when the projection has caught up and follows the bus. */
  async subscribe(projection: EventHandler): Promise<Subscription> {
    const { events, checkpoints, deadLetters } = this.stores;
    const subscription = new Subscription(projection, checkpoints, deadLetters);
    const catchUp = new CatchUpRunner(subscription, events);
    const live = new LiveRunner(subscription, catchUp);
    // First the bus, then the past: what is written in between comes by both, and is known by its position.
    this.bus.subscribe({ name: projection.name, handle: (event) => live.receive(event) });
    await subscription.restorePosition();
    await new TransitionCoordinator(subscription, catchUp, live).execute(await events.lastPosition());
    this.running.push(live);
    return subscription;
  }

  async stop(): Promise<void> {
    await Promise.all(this.running.splice(0).map((live) => live.stop()));
  }
}
