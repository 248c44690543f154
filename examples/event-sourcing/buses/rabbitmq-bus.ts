import { type ChannelModel, type ConfirmChannel, type ConsumeMessage, connect } from 'amqplib';
import { TracedClass } from 'otel-traced';
import { eventBus } from 'otel-traced/eventsourcing';
import type { StoredEvent } from '../eventsourcing/events.js';
import type { DeadLetters } from '../stores/dead-letters.js';
import { EventBus } from './event-bus.js';
import { decode, encode, headersOf } from './event-message.js';

/** A durable exchange, and a durable queue for those who consume. */
@TracedClass({ ...eventBus({ system: 'rabbitmq' }), inherited: true })
export class RabbitMqBus extends EventBus {
  private consumerTag: string | undefined;

  private constructor(
    private readonly connection: ChannelModel,
    private readonly channel: ConfirmChannel,
    private readonly destination: string,
    deadLetters: DeadLetters,
  ) {
    super(deadLetters);
  }

  static async connect(url: string, name: string, deadLetters: DeadLetters): Promise<RabbitMqBus> {
    const connection = await connect(url);
    const channel = await connection.createConfirmChannel();
    await channel.assertExchange(name, 'topic');
    await channel.assertQueue(name);
    await channel.bindQueue(name, name, '#');
    await channel.prefetch(50);
    return new RabbitMqBus(connection, channel, name, deadLetters);
  }

  async publish(events: readonly StoredEvent[]): Promise<void> {
    for (const event of events) {
      this.channel.publish(this.destination, event.eventType, encode(event), {
        headers: headersOf(event),
        messageId: event.eventId,
        persistent: true,
      });
    }
    await this.channel.waitForConfirms();
  }

  async start(): Promise<void> {
    const { consumerTag } = await this.channel.consume(this.destination, (message) => {
      if (message !== null) this.track(this.receive(message));
    });
    this.consumerTag = consumerTag;
  }

  private async receive(message: ConsumeMessage): Promise<void> {
    try {
      await this.consume(message);
      this.channel.ack(message);
    } catch {
      this.channel.nack(message); // Not even a dead letter could be written: RabbitMQ brings the message again.
    }
  }

  protected async consume(message: ConsumeMessage): Promise<void> {
    await this.dispatch(decode(message.content), this.handlers);
  }

  async close({ drop } = { drop: false }): Promise<void> {
    if (this.consumerTag !== undefined) await this.channel.cancel(this.consumerTag);
    await this.idle();
    if (drop) {
      await this.channel.deleteQueue(this.destination);
      await this.channel.deleteExchange(this.destination);
    }
    await this.channel.close();
    await this.connection.close();
  }
}
