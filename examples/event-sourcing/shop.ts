import { setTimeout as delay } from 'node:timers/promises';
import type { EventBus } from './buses/event-bus.js';
import { NotificationService } from './domain/notification-service.js';
import { Order } from './domain/order.js';
import { OrderService } from './domain/order-service.js';
import { OrderSummaryProjection } from './domain/order-summary-projection.js';
import { AggregateRepository } from './eventsourcing/aggregate-repository.js';
import { OutboxRelay } from './eventsourcing/outbox-relay.js';
import { SubscriptionManager } from './eventsourcing/subscription-manager.js';
import type { Stores } from './stores/stores.js';
import { unsampled } from './tracing.js';

export type Shop = ReturnType<typeof openShop>;

/** The side that takes orders: commands in, events out. */
export function openShop(stores: Stores, bus: EventBus) {
  const repository = (publishTo?: EventBus) =>
    new AggregateRepository<Order>({
      ...stores,
      bus: publishTo,
      create: (id) => new Order(id),
      snapshotEvery: 100,
    });
  const orders = repository(bus);
  return {
    orders,
    service: new OrderService(orders),
    /** Leaves publishing to the relay, as if the bus were away. */
    offline: new OrderService(repository()),
    relay: new OutboxRelay(stores.outbox, bus),
    stores,
    handled: (progress?: (behind: number) => void) => handled(stores, progress),
  };
}

/** The side that handles events: the read model and the mails. Resolves when it has caught up. */
export async function openHandling(stores: Stores, bus: EventBus) {
  const manager = new SubscriptionManager(stores, bus);
  await manager.subscribe(new OrderSummaryProjection(stores.summaries));
  bus.subscribe(new NotificationService());
  await bus.start();
  return {
    async close() {
      await bus.close();
      await manager.stop();
    },
  };
}

/** Resolves when the read model shows every event. */
async function handled({ events, checkpoints }: Stores, progress?: (behind: number) => void): Promise<void> {
  await unsampled(async () => {
    const last = await events.lastPosition();
    for (;;) {
      const behind = last - (await checkpoints.getPosition('OrderSummary'));
      progress?.(Math.max(behind, 0));
      if (behind <= 0) return;
      await delay(20);
    }
  });
}
