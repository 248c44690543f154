import { connect as amqp, type ConsumeMessage } from 'amqplib';
import { type EachMessagePayload, Kafka, logLevel } from 'kafkajs';
import { connect as nats, headers as natsHeaders } from 'nats';
import { createClient } from 'redis';
import { encode } from '../../examples/event-sourcing/buses/event-message';
import type { StoredEvent } from '../../examples/event-sourcing/eventsourcing/events';
import { serviceAddress } from '../../examples/event-sourcing/services';
import type { BROKERS } from './publisher';

type Headers = Readonly<Record<string, string>>;

/** A broker's client, without a bus around it. */
export interface RawClient {
  /** Sends a message with just these headers. */
  send(headers: Headers, event: StoredEvent): Promise<void>;
  /** The next messages, as the client hands them out. */
  receive(count: number): Promise<unknown[]>;
  close(): Promise<void>;
}

export function rawClient(broker: (typeof BROKERS)[number], channel: string): Promise<RawClient> {
  return { rabbitmq, redis, nats: jetStream, kafka }[broker](channel);
}

async function rabbitmq(channel: string): Promise<RawClient> {
  const connection = await amqp(serviceAddress('rabbitmq'));
  const publishing = await connection.createConfirmChannel();
  return {
    async send(headers, event) {
      publishing.publish(channel, event.eventType, encode(event), { headers, messageId: event.eventId });
      await publishing.waitForConfirms();
    },
    async receive(count) {
      const consuming = await connection.createChannel();
      const messages = await new Promise<ConsumeMessage[]>((resolve) => {
        const received: ConsumeMessage[] = [];
        void consuming.consume(channel, (message) => {
          if (message === null || received.length === count) return;
          received.push(message);
          consuming.ack(message);
          if (received.length === count) resolve(received);
        });
      });
      await consuming.close();
      return messages;
    },
    close: () => connection.close(),
  };
}

async function redis(stream: string): Promise<RawClient> {
  const client = createClient({ url: serviceAddress('redis') });
  await client.connect();
  return {
    async send(headers, event) {
      await client.xAdd(stream, '*', { ...headers, event: encode(event).toString() });
    },
    async receive(count) {
      const entries: unknown[] = [];
      while (entries.length < count) {
        const options = { COUNT: count - entries.length, BLOCK: 1000 };
        const streams = await client.xReadGroup(stream, 'raw', { key: stream, id: '>' }, options);
        for (const entry of (streams as { messages: { id: string }[] }[] | null)?.[0]?.messages ?? []) {
          entries.push(entry);
          await client.xAck(stream, stream, entry.id);
        }
      }
      return entries;
    },
    close: () => client.close(),
  };
}

async function jetStream(stream: string): Promise<RawClient> {
  const connection = await nats({ servers: serviceAddress('nats') });
  const client = connection.jetstream();
  return {
    async send(fields, event) {
      const headers = natsHeaders();
      for (const [name, value] of Object.entries(fields)) headers.set(name, value);
      await client.publish(`${stream}.${event.eventType}`, encode(event), { headers });
    },
    async receive(count) {
      const consumer = await client.consumers.get(stream, stream);
      const messages: unknown[] = [];
      for await (const message of await consumer.fetch({ max_messages: count })) {
        messages.push(message);
        message.ack();
      }
      return messages;
    },
    close: () => connection.drain(),
  };
}

async function kafka(topic: string): Promise<RawClient> {
  const client = new Kafka({ brokers: serviceAddress('kafka').split(','), logLevel: logLevel.NOTHING });
  const producer = client.producer();
  await producer.connect();
  return {
    async send(headers, event) {
      await producer.send({ topic, messages: [{ value: encode(event), headers: { ...headers } }] });
    },
    async receive(count) {
      const consumer = client.consumer({ groupId: topic });
      await consumer.connect();
      await consumer.subscribe({ topic, fromBeginning: true });
      const messages = await new Promise<EachMessagePayload[]>((resolve) => {
        const received: EachMessagePayload[] = [];
        void consumer.run({
          eachMessage: async (payload) => {
            received.push(payload);
            if (received.length === count) resolve(received);
          },
        });
      });
      await consumer.disconnect();
      return messages;
    },
    close: () => producer.disconnect(),
  };
}
