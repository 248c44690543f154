import { randomUUID } from 'node:crypto';
import type { StoredEvent } from '../eventsourcing/events.js';
import type { Database } from './database.js';

export interface DeadLetter {
  readonly id: string;
  readonly event: StoredEvent;
  readonly error: string;
}

/** Events that a handler could not process. They wait here until somebody has seen to the cause. */
export class DeadLetters {
  constructor(private readonly database: Database) {}

  async add(event: StoredEvent, handler: string, error: unknown, retryCount: number): Promise<void> {
    await this.database.query(
      'INSERT INTO dead_letters (id, handler, event, error, retries) VALUES ($1, $2, $3, $4, $5)',
      [randomUUID(), handler, JSON.stringify(event), String(error), retryCount],
    );
  }

  async get(handler: string): Promise<DeadLetter[]> {
    const rows = await this.database.query(
      'SELECT id, event, error FROM dead_letters WHERE handler = $1 AND resolved = 0',
      [handler],
    );
    return rows.map(({ id, event, error }) => ({
      id: String(id),
      event: JSON.parse(String(event)),
      error: String(error),
    }));
  }

  async resolve(id: string): Promise<void> {
    await this.database.query('UPDATE dead_letters SET resolved = 1 WHERE id = $1', [id]);
  }
}
