import type { TracerProvider } from '@opentelemetry/sdk-trace';
import { startConsumerProcess } from './consumer-process.js';
import { placeManyOrders } from './many-orders.js';
import { newPlace, type Place } from './place.js';
import { type BusName, openBus, openDatabase, type StoreName } from './services.js';
import { openHandling, openShop, type Shop } from './shop.js';
import { openStores, type Stores } from './stores/stores.js';
import { pastOrders, tell } from './story.js';
import { startTracing, unsampled } from './tracing.js';

export interface DemoOptions {
  readonly store: StoreName;
  readonly bus: BusName;
  /** How many orders are placed beside the scenes; not traced. */
  readonly orders: number;
  readonly allAttributes: boolean;
}

/** Runs the scenes and prints their traces, those of the consumer process below. Leaves nothing behind. */
export async function runDemo(options: DemoOptions): Promise<void> {
  const [place, removePlace] = await newPlace(options);
  const provider = startTracing(options.allAttributes);
  try {
    const database = await openDatabase(place.store, place.database);
    try {
      await play(options, place, await openStores(database), provider);
    } finally {
      await database.close({ drop: true });
    }
  } finally {
    await provider.shutdown();
    await removePlace();
  }
}

async function play(
  options: DemoOptions,
  place: Place,
  stores: Stores,
  provider: TracerProvider,
): Promise<void> {
  const bus = await openBus(place.bus, place.channel, stores.deadLetters);
  try {
    const shop = openShop(stores, bus);
    let orders = await pastOrders(shop);
    if (place.bus === 'in-process') say('A subscription catches up with the past, then follows the bus');
    const consumer =
      place.bus === 'in-process' ? await openHandling(stores, bus) : await startConsumerProcess(place);
    orders += await tell(shop, say);
    await provider.forceFlush();
    orders += await bulk(shop, options.orders);
    await shop.handled(
      options.orders > 0 ? (behind) => showProgress(`the read model is ${behind} events behind`) : undefined,
    );
    const printed = 'stop' in consumer ? await consumer.stop() : await consumer.close();
    if (printed)
      console.log(
        `\n=== The consumer process: it catches up with the past, then follows the bus\n\n${printed}`,
      );
    await summarize(stores, orders);
  } finally {
    await bus.close({ drop: true });
  }
}

async function bulk(shop: Shop, count: number): Promise<number> {
  if (count === 0) return 0;
  const started = performance.now();
  await unsampled(() =>
    placeManyOrders(shop, count, (done) => showProgress(`${done} of ${count} orders placed`)),
  );
  const seconds = (performance.now() - started) / 1000;
  console.log(
    `\n${count} orders placed in ${seconds.toFixed(1)} s (${Math.round(count / seconds)} a second)`,
  );
  return count;
}

async function summarize({ events, summaries }: Stores, orders: number): Promise<void> {
  const [count, position] = await unsampled(() => Promise.all([summaries.count(), events.lastPosition()]));
  console.log(`${orders} orders, ${position} events; the read model shows ${count} orders`);
  if (count !== orders) throw new Error(`the read model shows ${count} orders, expected ${orders}`);
}

function say(title: string): void {
  console.log(`\n=== ${title}\n`);
}

let shown = 0;

/** A line that is written over on a terminal, and written now and then elsewhere. */
function showProgress(text: string): void {
  const now = performance.now();
  const often = process.stderr.isTTY ? 100 : 2000;
  if (now - shown < often) return;
  shown = now;
  process.stderr.write(process.stderr.isTTY ? `\r\u001b[K${text}` : `${text}\n`);
}
