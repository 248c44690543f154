import type { StoredEvent } from '../eventsourcing/events.js';
import type { Database, Queries } from './database.js';

/** Events that are written but, for all we know, not published yet. */
export class Outbox {
  constructor(private readonly database: Database) {}

  /** Belongs to the transaction that appends the events: both happen or neither does. */
  async add(events: readonly StoredEvent[], transaction: Queries): Promise<void> {
    for (const event of events) {
      await transaction.query('INSERT INTO outbox (event_id, position, event) VALUES ($1, $2, $3)', [
        event.eventId,
        event.position,
        JSON.stringify(event),
      ]);
    }
  }

  async getPending(limit: number): Promise<StoredEvent[]> {
    const rows = await this.database.query(
      'SELECT event FROM outbox WHERE published = 0 ORDER BY position LIMIT $1',
      [limit],
    );
    return rows.map((row) => JSON.parse(String(row.event)));
  }

  async markPublished(eventIds: readonly string[]): Promise<void> {
    await this.database.transaction(async (transaction) => {
      for (const id of eventIds)
        await transaction.query('UPDATE outbox SET published = 1 WHERE event_id = $1', [id]);
    });
  }

  async incrementRetry(eventId: string): Promise<number> {
    const [row] = await this.database.query(
      'UPDATE outbox SET retries = retries + 1 WHERE event_id = $1 RETURNING retries',
      [eventId],
    );
    return Number(row?.retries);
  }

  /** Forgets what is published. */
  async cleanup(): Promise<void> {
    await this.database.query('DELETE FROM outbox WHERE published = 1');
  }
}
