import { setTimeout as delay } from 'node:timers/promises';
import { TracedClass } from 'otel-traced';
import { eventBus } from 'otel-traced/eventsourcing';
import { createClient, type RedisClientType } from 'redis';
import type { StoredEvent } from '../eventsourcing/events.js';
import type { DeadLetters } from '../stores/dead-letters.js';
import { EventBus } from './event-bus.js';
import { decode, encode, headersOf } from './event-message.js';

interface StreamEntry {
  readonly id: string;
  readonly message: Record<string, string>;
}

const BATCH = 50;
const BLOCK_MS = 500;

/** A Redis stream and a consumer group. */
@TracedClass({ ...eventBus({ system: 'redis' }), inherited: true })
export class RedisBus extends EventBus {
  private stopped = false;

  private constructor(
    private readonly client: RedisClientType,
    /** Waits for entries, so that publishing does not have to. */
    private readonly reader: RedisClientType,
    private readonly destination: string,
    deadLetters: DeadLetters,
  ) {
    super(deadLetters);
  }

  static async connect(url: string, stream: string, deadLetters: DeadLetters): Promise<RedisBus> {
    const client: RedisClientType = createClient({ url, socket: { reconnectStrategy: false } });
    client.on('error', () => undefined); // Each command that fails is rejected as well.
    await client.connect();
    try {
      await client.xGroupCreate(stream, stream, '0', { MKSTREAM: true });
    } catch (error) {
      if (!String(error).includes('BUSYGROUP')) throw error;
    }
    const reader = client.duplicate();
    reader.on('error', () => undefined);
    await reader.connect();
    return new RedisBus(client, reader, stream, deadLetters);
  }

  async publish(events: readonly StoredEvent[]): Promise<void> {
    await Promise.all(
      events.map((event) =>
        this.client.xAdd(this.destination, '*', { ...headersOf(event), event: encode(event).toString() }),
      ),
    );
  }

  async start(): Promise<void> {
    this.track(this.run());
  }

  private async run(): Promise<void> {
    // Entries that were delivered but never acknowledged come first: their consumer has crashed.
    let from = '0';
    while (!this.stopped) {
      const entries = await this.read(from);
      if (entries.length === 0) from = '>';
      for (const entry of entries) {
        if (await this.receive(entry)) continue;
        from = '0';
        await delay(100);
      }
    }
  }

  /** @returns whether it was processed; Redis keeps what was not */
  private async receive(entry: StreamEntry): Promise<boolean> {
    try {
      await this.process(entry);
      await this.client.xAck(this.destination, this.destination, entry.id);
      return true;
    } catch {
      return false;
    }
  }

  protected async process(entry: StreamEntry): Promise<void> {
    await this.dispatch(decode(entry.message.event ?? ''), this.handlers);
  }

  private async read(id: string): Promise<StreamEntry[]> {
    const streams = await this.reader.xReadGroup(
      this.destination,
      'consumer',
      { key: this.destination, id },
      { COUNT: BATCH, BLOCK: BLOCK_MS },
    );
    return (streams as { messages: StreamEntry[] }[] | null)?.[0]?.messages ?? [];
  }

  async close({ drop } = { drop: false }): Promise<void> {
    this.stopped = true;
    await this.idle();
    if (drop) await this.client.del(this.destination);
    await this.reader.close();
    await this.client.close();
  }
}
