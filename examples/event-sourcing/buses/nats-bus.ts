import {
  AckPolicy,
  type ConsumerMessages,
  connect,
  headers,
  type JsMsg,
  type MsgHdrs,
  type NatsConnection,
  nanos,
} from 'nats';
import { TracedClass } from 'otel-traced';
import { eventBus } from 'otel-traced/eventsourcing';
import type { StoredEvent } from '../eventsourcing/events.js';
import type { DeadLetters } from '../stores/dead-letters.js';
import { EventBus } from './event-bus.js';
import { decode, encode, headersOf } from './event-message.js';

/** A JetStream stream and a durable consumer. */
@TracedClass({ ...eventBus({ system: 'nats' }), inherited: true })
export class NatsBus extends EventBus {
  private messages: ConsumerMessages | undefined;

  private constructor(
    private readonly connection: NatsConnection,
    private readonly destination: string,
    deadLetters: DeadLetters,
  ) {
    super(deadLetters);
  }

  static async connect(servers: string, stream: string, deadLetters: DeadLetters): Promise<NatsBus> {
    const connection = await connect({ servers });
    const manager = await connection.jetstreamManager();
    await manager.streams.add({ name: stream, subjects: [`${stream}.>`] });
    await manager.consumers.add(stream, {
      durable_name: stream,
      ack_policy: AckPolicy.Explicit,
      // How soon a message comes again whose consumer has crashed.
      ack_wait: nanos(5000),
    });
    return new NatsBus(connection, stream, deadLetters);
  }

  async publish(events: readonly StoredEvent[]): Promise<void> {
    const stream = this.connection.jetstream();
    for (const event of events) {
      // NATS drops a message whose id it has seen lately: to publish twice does no harm.
      const options = { headers: natsHeaders(event), msgID: event.eventId };
      await stream.publish(`${this.destination}.${event.eventType}`, encode(event), options);
    }
  }

  async start(): Promise<void> {
    const consumer = await this.connection.jetstream().consumers.get(this.destination, this.destination);
    this.messages = await consumer.consume({ max_messages: 50 });
    this.track(this.run(this.messages));
  }

  private async run(messages: ConsumerMessages): Promise<void> {
    for await (const message of messages) {
      try {
        await this.consume(message);
        message.ack();
      } catch {
        message.nak(100); // Not even a dead letter could be written: NATS brings the message again.
      }
    }
  }

  protected async consume(message: JsMsg): Promise<void> {
    await this.dispatch(decode(message.data), this.handlers);
  }

  async close({ drop } = { drop: false }): Promise<void> {
    await this.messages?.close();
    await this.idle();
    if (drop) await (await this.connection.jetstreamManager()).streams.delete(this.destination);
    await this.connection.drain();
  }
}

function natsHeaders(event: StoredEvent): MsgHdrs {
  const fields = headers();
  for (const [name, value] of Object.entries(headersOf(event))) fields.set(name, value);
  return fields;
}
