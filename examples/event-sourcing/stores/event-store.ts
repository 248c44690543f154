import { withTraceMetadata } from 'otel-traced/eventsourcing';
import type { DomainEvent, StoredEvent } from '../eventsourcing/events.js';
import type { Database, Row } from './database.js';
import type { Outbox } from './outbox.js';

/** Somebody else has written to the aggregate since it was loaded. */
class OptimisticLockError extends Error {
  override readonly name = 'OptimisticLockError';
}

export interface Appended {
  readonly events: readonly StoredEvent[];
  readonly version: number;
  readonly position: number;
}

export class EventStore {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /** Appends the events, and puts them into the outbox in the same transaction. */
  async appendEvents(
    aggregateId: string,
    aggregateType: string,
    events: readonly DomainEvent[],
    expectedVersion: number,
  ): Promise<Appended> {
    // The span that appends an event is the one that it was created in: the event carries it along for ever.
    const metadata = withTraceMetadata();
    const stored = await this.database.transaction(async (transaction) => {
      const [current] = await transaction.query(
        'SELECT COALESCE(MAX(version), 0) AS version FROM events WHERE aggregate_id = $1',
        [aggregateId],
      );
      const version = Number(current?.version);
      if (version !== expectedVersion) {
        throw new OptimisticLockError(
          `${aggregateType} ${aggregateId} is at version ${version}, expected ${expectedVersion}`,
        );
      }
      const [last] = await transaction.query(
        'UPDATE last_position SET position = position + $1 WHERE id = 1 RETURNING position',
        [events.length],
      );
      const before = Number(last?.position) - events.length;
      const placed = events.map((event, index) => ({ ...event, position: before + index + 1, metadata }));
      for (const { position, eventId, eventType, version, data } of placed) {
        await transaction.query('INSERT INTO events VALUES ($1, $2, $3, $4, $5, $6, $7, $8)', [
          position,
          eventId,
          eventType,
          aggregateId,
          aggregateType,
          version,
          JSON.stringify(data),
          JSON.stringify(metadata),
        ]);
      }
      await this.outbox.add(placed, transaction);
      return placed;
    });
    return {
      events: stored,
      version: expectedVersion + events.length,
      position: stored.at(-1)?.position ?? 0,
    };
  }

  async getEvents(aggregateId: string, fromVersion = 0): Promise<StoredEvent[]> {
    const rows = await this.database.query(
      'SELECT * FROM events WHERE aggregate_id = $1 AND version > $2 ORDER BY version',
      [aggregateId, fromVersion],
    );
    return rows.map(eventOf);
  }

  /** The events after a position, in their order. */
  async readAll(fromPosition: number, limit: number): Promise<StoredEvent[]> {
    const rows = await this.database.query(
      'SELECT * FROM events WHERE position > $1 ORDER BY position LIMIT $2',
      [fromPosition, limit],
    );
    return rows.map(eventOf);
  }

  async lastPosition(): Promise<number> {
    const [last] = await this.database.query('SELECT position FROM last_position');
    return Number(last?.position);
  }
}

function eventOf(row: Row): StoredEvent {
  return {
    eventId: String(row.event_id),
    eventType: String(row.event_type),
    aggregateId: String(row.aggregate_id),
    aggregateType: String(row.aggregate_type),
    version: Number(row.version),
    position: Number(row.position),
    data: JSON.parse(String(row.data)),
    metadata: JSON.parse(String(row.metadata)),
  };
}
