import { type ConsumeMessage, connect } from 'amqplib';
import { serviceAddress } from '../../examples/event-sourcing/services.js';
import type { Client, Headers } from './order-bus.js';
import { BATCH, type Broker } from './throughput.js';

/** Publisher confirms, a durable queue, each message acknowledged. */
export async function openRabbitMq(name: string): Promise<Broker<ConsumeMessage>> {
  const connection = await connect(serviceAddress('rabbitmq'));
  const channel = await connection.createConfirmChannel();
  await channel.assertQueue(name);
  await channel.prefetch(2 * BATCH);
  const client: Client<ConsumeMessage> = {
    send: (content, headers) =>
      new Promise((resolve, reject) => {
        channel.sendToQueue(name, content, { headers, persistent: true }, (error) =>
          error ? reject(error) : resolve(undefined),
        );
      }),
    contentOf: (message) => message.content,
    headersOf: (message) => message.properties.headers as Headers,
  };
  return {
    system: 'rabbitmq',
    client,
    async consume(onMessages, batch) {
      let waiting: ConsumeMessage[] = [];
      const { consumerTag } = await channel.consume(name, async (message) => {
        if (message === null) return;
        waiting.push(message);
        if (waiting.length < batch) return;
        const messages = waiting;
        waiting = [];
        await onMessages(messages);
        for (const handled of messages) channel.ack(handled);
      });
      return async () => void (await channel.cancel(consumerTag));
    },
    async close() {
      await channel.deleteQueue(name);
      await connection.close();
    },
  };
}
