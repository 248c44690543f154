import type { Database } from './database.js';

/** How far each projection has come. */
export class Checkpoints {
  constructor(private readonly database: Database) {}

  async getPosition(projection: string): Promise<number> {
    const [row] = await this.database.query('SELECT position FROM checkpoints WHERE projection = $1', [
      projection,
    ]);
    return Number(row?.position ?? 0);
  }

  async savePosition(projection: string, position: number): Promise<void> {
    await this.database.query(
      `INSERT INTO checkpoints VALUES ($1, $2)
       ON CONFLICT (projection) DO UPDATE SET position = excluded.position`,
      [projection, position],
    );
  }
}
