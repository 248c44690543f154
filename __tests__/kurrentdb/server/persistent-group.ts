import type { EventLog, StoredEvent } from './event-log';

export type NackAction = 'park' | 'retry' | 'skip' | 'stop';

/** One connected consumer: how many unacknowledged events it takes, and how it gets one. */
export interface Consumer {
  readonly bufferSize: number;
  send(event: StoredEvent, retryCount: number): void;
  stop(): void;
}

interface InFlight {
  readonly event: StoredEvent;
  readonly retryCount: number;
  readonly consumer: Consumer;
}

/** A consumer group: hands each event to one consumer and again, with a higher retry count, until it is acknowledged. */
export class PersistentGroup {
  readonly parked: StoredEvent[] = [];
  readonly #waiting: { event: StoredEvent; retryCount: number }[];
  readonly #inFlight = new Map<string, InFlight>();
  readonly #consumers: Consumer[] = [];
  readonly #unwatch: () => void;

  constructor(
    log: EventLog,
    readonly stream: string,
    readonly name: string,
    startsAt: (event: StoredEvent) => boolean,
  ) {
    const mine = (event: StoredEvent) => stream === '$all' || event.stream === stream;
    this.#waiting = log
      .read(stream)
      .filter(startsAt)
      .map((event) => ({ event, retryCount: 0 }));
    this.#unwatch = log.watch((event) => {
      if (!mine(event)) return;
      this.#waiting.push({ event, retryCount: 0 });
      this.#deliver();
    });
  }

  get unacknowledged(): number {
    return this.#inFlight.size;
  }

  connect(consumer: Consumer): void {
    this.#consumers.push(consumer);
    this.#deliver();
  }

  /** What a consumer had not acknowledged goes to the others. */
  disconnect(consumer: Consumer): void {
    const place = this.#consumers.indexOf(consumer);
    if (place < 0) return;
    this.#consumers.splice(place, 1);
    for (const [id, inFlight] of this.#inFlight) if (inFlight.consumer === consumer) this.#retry(id);
    this.#deliver();
  }

  ack(ids: readonly string[]): void {
    for (const id of ids) this.#inFlight.delete(id);
    this.#deliver();
  }

  nack(action: NackAction, ids: readonly string[], consumer: Consumer): void {
    for (const id of ids) {
      const event = this.#inFlight.get(id)?.event;
      if (action === 'retry') this.#retry(id);
      else this.#inFlight.delete(id);
      if (action === 'park' && event) this.parked.push(event);
    }
    if (action === 'stop') consumer.stop();
    this.#deliver();
  }

  close(): void {
    this.#unwatch();
    for (const consumer of [...this.#consumers]) consumer.stop();
  }

  #retry(id: string): void {
    const inFlight = this.#inFlight.get(id);
    if (!inFlight) return;
    this.#inFlight.delete(id);
    this.#waiting.unshift({ event: inFlight.event, retryCount: inFlight.retryCount + 1 });
  }

  #deliver(): void {
    const load = (consumer: Consumer) =>
      [...this.#inFlight.values()].filter((inFlight) => inFlight.consumer === consumer).length;
    while (this.#waiting.length > 0) {
      const consumer = this.#consumers.find((candidate) => load(candidate) < candidate.bufferSize);
      const next = consumer && this.#waiting.shift();
      if (!consumer || !next) return;
      this.#inFlight.set(next.event.id, { ...next, consumer });
      consumer.send(next.event, next.retryCount);
    }
  }
}
