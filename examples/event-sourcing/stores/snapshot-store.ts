import type { Database } from './database.js';

export interface Snapshot {
  readonly aggregateId: string;
  readonly aggregateType: string;
  readonly version: number;
  readonly state: unknown;
}

/** The latest snapshot of each aggregate. */
export class SnapshotStore {
  constructor(private readonly database: Database) {}

  async save({ aggregateId, aggregateType, version, state }: Snapshot): Promise<void> {
    await this.database.query(
      `INSERT INTO snapshots VALUES ($1, $2, $3, $4)
       ON CONFLICT (aggregate_id) DO UPDATE SET version = excluded.version, state = excluded.state`,
      [aggregateId, aggregateType, version, JSON.stringify(state)],
    );
  }

  async get(aggregateId: string, aggregateType: string): Promise<Snapshot | undefined> {
    const [row] = await this.database.query(
      'SELECT version, state FROM snapshots WHERE aggregate_id = $1 AND aggregate_type = $2',
      [aggregateId, aggregateType],
    );
    if (row === undefined) return undefined;
    return { aggregateId, aggregateType, version: Number(row.version), state: JSON.parse(String(row.state)) };
  }
}
