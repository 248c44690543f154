import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import sqlite from 'node-sqlite3-wasm';
import type { Database, Queries, Row, SqlValue } from './database.js';

/** SQLite in this process, in a file that several processes may open. It is WebAssembly: nothing is compiled. */
export class SqliteDatabase implements Database {
  readonly system = 'sqlite';
  readonly name: string;
  private readonly connection: sqlite.Database;
  /** There is one connection: what is asked while a transaction runs waits for its end. */
  private tail: Promise<unknown> = Promise.resolve();

  constructor(private readonly file: string) {
    this.name = basename(file);
    this.connection = new sqlite.Database(file);
    // What the demo writes need not survive a power cut.
    this.connection.exec('PRAGMA busy_timeout = 10000; PRAGMA synchronous = OFF');
  }

  query(sql: string, values: readonly SqlValue[] = []): Promise<Row[]> {
    return this.inTurn(async () => this.run(sql, values));
  }

  transaction<T>(work: (transaction: Queries) => Promise<T>): Promise<T> {
    return this.inTurn(async () => {
      this.connection.exec('BEGIN IMMEDIATE');
      try {
        const result = await work({ query: async (sql, values = []) => this.run(sql, values) });
        this.connection.exec('COMMIT');
        return result;
      } catch (error) {
        this.connection.exec('ROLLBACK');
        throw error;
      }
    });
  }

  async close({ drop } = { drop: false }): Promise<void> {
    await this.inTurn(async () => this.connection.close());
    if (drop) await rm(this.file, { force: true });
  }

  private run(sql: string, values: readonly SqlValue[]): Row[] {
    return this.connection.all(sql.replaceAll('$', '?'), [...values]) as Row[];
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.tail.then(work);
    this.tail = turn.catch(() => undefined);
    return turn;
  }
}
