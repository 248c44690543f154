/** One event as the server keeps it: bytes in, bytes out, as KurrentDB does. */
export interface StoredEvent {
  readonly id: string;
  readonly stream: string;
  readonly revision: bigint;
  readonly position: bigint;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
  readonly created: Date;
}

export type NewEvent = Pick<StoredEvent, 'id' | 'type' | 'contentType' | 'data' | 'metadata'>;

export type ExpectedState = 'any' | 'no_stream' | 'stream_exists' | bigint;

export interface Append {
  readonly stream: string;
  readonly expected: ExpectedState;
  readonly events: readonly NewEvent[];
}

/** An expectation that does not hold; nothing has been written. */
export class WrongState extends Error {
  override readonly name = 'WrongState';
  constructor(
    readonly stream: string,
    readonly expected: ExpectedState,
    readonly actual: bigint | 'no_stream',
  ) {
    super(`stream ${stream}: expected ${expected}, is at ${actual}`);
  }
}

/** All streams in one list, in the order written; `$all` is the list itself. In memory, gone with the server. */
export class EventLog {
  readonly #events: StoredEvent[] = [];
  readonly #watchers = new Set<(event: StoredEvent) => void>();

  /** Writes all of it or, where one expectation does not hold, throws `WrongState` and writes nothing. */
  append(appends: readonly Append[]): StoredEvent[] {
    for (const { stream, expected } of appends) this.check(stream, expected);
    const written = appends.flatMap(({ stream, events }) =>
      events.map((event) => this.#write(stream, event)),
    );
    for (const event of written) for (const watch of [...this.#watchers]) watch(event);
    return written;
  }

  check(stream: string, expected: ExpectedState): void {
    const actual = this.revision(stream) ?? 'no_stream';
    const holds =
      expected === 'any' || (expected === 'stream_exists' ? actual !== 'no_stream' : expected === actual);
    if (!holds) throw new WrongState(stream, expected, actual);
  }

  /** The revision of the last event, or undefined where the stream does not exist. */
  revision(stream: string): bigint | undefined {
    return this.#events.findLast((event) => event.stream === stream)?.revision;
  }

  /** The events of a stream, or of `$all`, as they stand now. */
  read(stream: string): StoredEvent[] {
    return stream === '$all' ? [...this.#events] : this.#events.filter((event) => event.stream === stream);
  }

  /** Calls back for every event written from now on, until the returned function is called. */
  watch(onEvent: (event: StoredEvent) => void): () => void {
    this.#watchers.add(onEvent);
    return () => this.#watchers.delete(onEvent);
  }

  /** The event that a `$>` link points to (`7@order-1`), or undefined where the event is no link. */
  target(link: StoredEvent): StoredEvent | undefined {
    if (link.type !== '$>') return undefined;
    const [revision, ...stream] = Buffer.from(link.data).toString('utf8').split('@');
    return this.read(stream.join('@')).find((event) => String(event.revision) === revision);
  }

  #write(stream: string, event: NewEvent): StoredEvent {
    const stored = {
      ...event,
      stream,
      revision: (this.revision(stream) ?? -1n) + 1n,
      position: BigInt(this.#events.length),
      created: new Date(),
    };
    this.#events.push(stored);
    return stored;
  }
}
