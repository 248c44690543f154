import { instrument } from 'otel-traced';
import {
  checkpointRepository,
  dlqRepository,
  eventStore,
  outboxRepository,
  readModel,
  snapshotStore,
} from 'otel-traced/eventsourcing';
import { Checkpoints } from './checkpoints.js';
import type { Database } from './database.js';
import { DeadLetters } from './dead-letters.js';
import { EventStore } from './event-store.js';
import { OrderSummaries } from './order-summaries.js';
import { Outbox } from './outbox.js';
import { createTables } from './schema.js';
import { SnapshotStore } from './snapshot-store.js';

export type Stores = Awaited<ReturnType<typeof openStores>>;

/** The stores in a database. Which one it is shows only now, so they are traced here and not by a decorator. */
export async function openStores(database: Database) {
  await createTables(database);
  const where = { system: database.system, database: database.name };
  const outbox = new Outbox(database);
  const events = new EventStore(database, outbox);
  const snapshots = new SnapshotStore(database);
  const checkpoints = new Checkpoints(database);
  const deadLetters = new DeadLetters(database);
  const summaries = new OrderSummaries(database);

  instrument(outbox, outboxRepository(where));
  instrument(events, eventStore(where));
  instrument(snapshots, snapshotStore(where));
  instrument(checkpoints, checkpointRepository(where));
  instrument(deadLetters, dlqRepository(where));
  instrument(summaries, readModel(where));
  return { events, outbox, snapshots, checkpoints, deadLetters, summaries };
}
