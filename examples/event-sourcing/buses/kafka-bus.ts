import { type Consumer, type EachMessagePayload, Kafka, logLevel, type Producer } from 'kafkajs';
import { TracedClass } from 'otel-traced';
import { eventBus } from 'otel-traced/eventsourcing';
import type { StoredEvent } from '../eventsourcing/events.js';
import type { DeadLetters } from '../stores/dead-letters.js';
import { EventBus } from './event-bus.js';
import { decode, encode, headersOf } from './event-message.js';

/** A Kafka topic and a consumer group. An aggregate's events share a key, so they stay in their order. */
@TracedClass({ ...eventBus({ system: 'kafka' }), inherited: true })
export class KafkaBus extends EventBus {
  private consumer: Consumer | undefined;

  private constructor(
    private readonly kafka: Kafka,
    private readonly producer: Producer,
    private readonly destination: string,
    deadLetters: DeadLetters,
  ) {
    super(deadLetters);
  }

  static async connect(
    brokers: readonly string[],
    topic: string,
    deadLetters: DeadLetters,
  ): Promise<KafkaBus> {
    const kafka = new Kafka({
      clientId: topic,
      brokers: [...brokers],
      logLevel: logLevel.NOTHING,
      retry: { initialRetryTime: 100, retries: 3 },
    });
    const producer = kafka.producer({ allowAutoTopicCreation: true });
    await producer.connect();
    return new KafkaBus(kafka, producer, topic, deadLetters);
  }

  async publish(events: readonly StoredEvent[]): Promise<void> {
    const messages = events.map((event) => ({
      key: event.aggregateId,
      value: encode(event),
      headers: headersOf(event),
    }));
    await this.producer.send({ topic: this.destination, messages });
  }

  /** Resolves when the group has given this consumer its partitions. */
  async start(): Promise<void> {
    const consumer = this.kafka.consumer({
      groupId: this.destination,
      allowAutoTopicCreation: true,
      // How soon the partitions of a consumer that has crashed go to another.
      sessionTimeout: 6000,
      heartbeatInterval: 1000,
      rebalanceTimeout: 10_000,
    });
    this.consumer = consumer;
    await consumer.connect();
    await consumer.subscribe({ topic: this.destination, fromBeginning: true });
    const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve));
    // A message whose handling throws is brought again: not even a dead letter could be written.
    await consumer.run({ eachMessage: (payload) => this.consume(payload) });
    await joined;
  }

  protected async consume({ message }: EachMessagePayload): Promise<void> {
    if (message.value !== null) await this.dispatch(decode(message.value), this.handlers);
  }

  async close({ drop } = { drop: false }): Promise<void> {
    await this.consumer?.disconnect();
    if (drop) await this.deleteTopic();
    await this.producer.disconnect();
  }

  private async deleteTopic(): Promise<void> {
    const admin = this.kafka.admin();
    await admin.connect();
    // kcat's mock cluster cannot delete topics; what it holds is gone when it stops.
    await admin.deleteTopics({ topics: [this.destination] }).catch(() => undefined);
    await admin.disconnect();
  }
}
