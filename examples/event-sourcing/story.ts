import { withSpan } from 'otel-traced';
import type { Item } from './domain/order.js';
import type { Shop } from './shop.js';
import { unsampled } from './tracing.js';

const TEA: Item = { sku: 'tea', price: 4.5 };
const MUG: Item = { sku: 'mug', price: 9 };

type Say = (title: string) => void;

/** What happened before anybody listened: a subscription has to catch up with it. */
export async function pastOrders({ service }: Shop): Promise<number> {
  await unsampled(() => service.createOrder('order-1', 'Ada', 'ada@example.org', [TEA]));
  return 1;
}

/** The scenes whose traces are printed. @returns how many orders they made */
export async function tell(shop: Shop, say: Say): Promise<number> {
  await snapshot(shop, say);
  await publish(shop, say);
  await deadLetter(shop, say);
  await outbox(shop, say);
  return 4;
}

async function snapshot({ service, orders }: Shop, say: Say): Promise<void> {
  await unsampled(async () => {
    await service.createOrder('order-2', 'Grace', 'grace@example.org', Array(99).fill(TEA));
    await service.addItems('order-2', Array(15).fill(MUG));
  });
  say('An order of 115 events is loaded from the snapshot at 100');
  await orders.load('order-2');
}

async function publish({ service }: Shop, say: Say): Promise<void> {
  say('An order is placed: its events are saved and published, and handled where the bus takes them');
  await service.createOrder('order-3', 'Edsger', 'edsger@example.org', [MUG]);
}

async function deadLetter({ service, stores, handled }: Shop, say: Say): Promise<void> {
  await unsampled(() => service.createOrder('order-4', 'Alan', null, [TEA]));
  say('A handler fails: the customer has no e-mail address. The event goes to the dead letters');
  await service.pay('order-4');
  await handled();
  await withSpan('see_to_dead_letters', async () => {
    for (const letter of await stores.deadLetters.get('NotificationService')) {
      await stores.deadLetters.resolve(letter.id);
    }
  });
}

async function outbox({ offline, relay }: Shop, say: Say): Promise<void> {
  say('The bus is away: the events wait in the outbox until the relay publishes them, in their own trace');
  await offline.createOrder('order-5', 'Barbara', 'barbara@example.org', [TEA]);
  await relay.relay();
}
