import type { Database } from './database.js';

const TABLES = [
  `CREATE TABLE IF NOT EXISTS events (
     position BIGINT PRIMARY KEY, event_id TEXT NOT NULL UNIQUE, event_type TEXT NOT NULL,
     aggregate_id TEXT NOT NULL, aggregate_type TEXT NOT NULL, version INTEGER NOT NULL,
     data TEXT NOT NULL, metadata TEXT NOT NULL, UNIQUE (aggregate_id, version))`,
  // The last position, in one row that every append locks: positions have no gaps and are committed in their order.
  'CREATE TABLE IF NOT EXISTS last_position (id INTEGER PRIMARY KEY, position BIGINT NOT NULL)',
  'INSERT INTO last_position VALUES (1, 0) ON CONFLICT DO NOTHING',
  `CREATE TABLE IF NOT EXISTS snapshots (
     aggregate_id TEXT PRIMARY KEY, aggregate_type TEXT NOT NULL, version INTEGER NOT NULL, state TEXT NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS outbox (
     event_id TEXT PRIMARY KEY, position BIGINT NOT NULL, event TEXT NOT NULL,
     published INTEGER NOT NULL DEFAULT 0, retries INTEGER NOT NULL DEFAULT 0)`,
  'CREATE TABLE IF NOT EXISTS checkpoints (projection TEXT PRIMARY KEY, position BIGINT NOT NULL)',
  `CREATE TABLE IF NOT EXISTS dead_letters (
     id TEXT PRIMARY KEY, handler TEXT NOT NULL, event TEXT NOT NULL, error TEXT NOT NULL,
     retries INTEGER NOT NULL, resolved INTEGER NOT NULL DEFAULT 0)`,
  'CREATE TABLE IF NOT EXISTS order_summaries (id TEXT PRIMARY KEY, version INTEGER NOT NULL, model TEXT NOT NULL)',
];

/** Makes the tables that are not there yet. */
export async function createTables(database: Database): Promise<void> {
  await database.transaction(async (transaction) => {
    for (const table of TABLES) await transaction.query(table);
  });
}
