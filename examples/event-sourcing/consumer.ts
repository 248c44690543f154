// The consumer process: handles the events that the demo's process publishes. Started by demo.ts.
import type { Place } from './place.js';
import { openBus, openDatabase } from './services.js';
import { openHandling } from './shop.js';
import { openStores } from './stores/stores.js';
import { startTracing } from './tracing.js';

const place: Place = JSON.parse(process.argv[2] ?? '{}');
const provider = startTracing(place.allAttributes);
const database = await openDatabase(place.store, place.database);
const stores = await openStores(database);
const bus = await openBus(place.bus, place.channel, stores.deadLetters);
const handling = await openHandling(stores, bus);

async function stop(): Promise<void> {
  await handling.close();
  await database.close();
  await provider.shutdown();
  process.exit(0);
}

process.once('message', stop);
process.once('disconnect', stop); // The demo's process is gone.
process.send?.('ready');
