import pg from 'pg';
import type { Database, Queries, Row, SqlValue } from './database.js';

/** PostgreSQL, in a schema of its own. */
export class PostgresDatabase implements Database {
  readonly system = 'postgresql';
  readonly name: string;
  private readonly pool: pg.Pool;

  private constructor(
    url: string,
    private readonly schema: string,
  ) {
    this.name = new URL(url).pathname.slice(1);
    this.pool = new pg.Pool({ connectionString: url, options: `-c search_path=${schema}`, max: 8 });
  }

  static async connect(url: string, schema: string): Promise<PostgresDatabase> {
    const database = new PostgresDatabase(url, schema);
    try {
      await database.pool.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
    } catch (error) {
      await database.pool.end();
      throw error;
    }
    return database;
  }

  async query(sql: string, values: readonly SqlValue[] = []): Promise<Row[]> {
    return (await this.pool.query(sql, [...values])).rows;
  }

  async transaction<T>(work: (transaction: Queries) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN');
      const result = await work({
        query: async (sql, values = []) => (await client.query(sql, [...values])).rows,
      });
      await client.query('COMMIT');
      return result;
    } catch (error) {
      // A lost connection has rolled back by itself.
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  }

  async close({ drop } = { drop: false }): Promise<void> {
    if (drop) await this.pool.query(`DROP SCHEMA ${this.schema} CASCADE`);
    await this.pool.end();
  }
}
