import { type ConsumeMessage, connect } from 'amqplib';
import { serviceAddress } from '../../examples/event-sourcing/services.js';
import type { Client } from './order-bus.js';
import type { Broker } from './throughput.js';

/** Publisher confirms, a durable queue, 100 messages in flight. */
export async function openRabbitMq(name: string): Promise<Broker<ConsumeMessage>> {
  const connection = await connect(serviceAddress('rabbitmq'));
  const channel = await connection.createConfirmChannel();
  await channel.assertQueue(name);
  await channel.prefetch(100);
  const client: Client<ConsumeMessage> = {
    send: (content, headers) =>
      new Promise((resolve, reject) => {
        channel.sendToQueue(name, content, { headers, persistent: true }, (error) =>
          error ? reject(error) : resolve(undefined),
        );
      }),
    contentOf: (message) => message.content,
  };
  return {
    system: 'rabbitmq',
    client,
    async consume(onMessage) {
      const { consumerTag } = await channel.consume(name, async (message) => {
        if (message === null) return;
        await onMessage(message);
        channel.ack(message);
      });
      return async () => void (await channel.cancel(consumerTag));
    },
    async close() {
      await channel.deleteQueue(name);
      await connection.close();
    },
  };
}
