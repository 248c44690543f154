import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BusName, StoreName } from './services.js';

/** Where one run of the demo keeps its things; both processes get it. */
export interface Place {
  readonly store: StoreName;
  /** The SQLite file, or the schema in PostgreSQL. */
  readonly database: string;
  readonly bus: BusName;
  /** The name of the exchange, stream or topic. */
  readonly channel: string;
  readonly allAttributes: boolean;
}

/** A place of its own for this run, and how to leave nothing behind. */
export async function newPlace({
  store,
  bus,
  allAttributes,
}: Pick<Place, 'store' | 'bus' | 'allAttributes'>): Promise<[Place, remove: () => Promise<void>]> {
  const name = `otel_traced_demo_${process.pid}_${Date.now().toString(36)}`;
  const channel = name.replaceAll('_', '-');
  if (store !== 'sqlite')
    return [{ store, bus, channel, allAttributes, database: name }, async () => undefined];
  const folder = await mkdtemp(join(tmpdir(), 'otel-traced-demo-'));
  const place = { store, bus, channel, allAttributes, database: join(folder, 'shop.db') };
  return [place, () => rm(folder, { recursive: true, force: true })];
}
