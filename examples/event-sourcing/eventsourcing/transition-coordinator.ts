import { TracedClass } from 'otel-traced';
import { transitionCoordinator } from 'otel-traced/eventsourcing';
import type { CatchUpRunner } from './catch-up-runner.js';
import type { LiveRunner } from './live-runner.js';
import type { Subscription } from './subscription.js';

/** Takes a subscription from the past to the present without losing an event on the way. */
@TracedClass(transitionCoordinator())
export class TransitionCoordinator {
  constructor(
    private readonly subscription: Subscription,
    private readonly catchUp: CatchUpRunner,
    private readonly live: LiveRunner,
  ) {}

  /** @param watermark the store's last position; whatever is written later, the bus brings */
  async execute(watermark: number) {
    this.subscription.state = 'catching_up';
    const { eventsProcessed } = await this.catchUp.runUntilPosition(watermark);
    await this.live.processBuffer();
    this.live.start();
    return { phase: 'live', watermark, eventsProcessed };
  }
}
