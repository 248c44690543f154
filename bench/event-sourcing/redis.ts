import { createClient } from 'redis';
import { serviceAddress } from '../../examples/event-sourcing/services.js';
import type { Client } from './order-bus.js';
import { BATCH, type Broker } from './throughput.js';

interface Entry {
  readonly id: string;
  readonly message: Record<string, string>;
}

/** A stream, and a consumer group that reads batches of up to 100 entries and acknowledges those that are handled. */
export async function openRedis(stream: string): Promise<Broker<Entry>> {
  const writing = createClient({ url: serviceAddress('redis') });
  await writing.connect();
  const reading = writing.duplicate();
  await reading.connect();
  await writing.xGroupCreate(stream, stream, '0', { MKSTREAM: true });
  const client: Client<Entry> = {
    send: (content, headers) => writing.xAdd(stream, '*', { ...headers, content: content.toString() }),
    contentOf: (entry) => entry.message.content ?? '',
    headersOf: (entry) => entry.message,
  };
  return {
    system: 'redis',
    client,
    async consume(onMessages, batch) {
      let stopped = false;
      const run = async () => {
        while (!stopped) {
          const options = { COUNT: BATCH, BLOCK: 50 };
          const streams = await reading.xReadGroup(stream, 'bench', { key: stream, id: '>' }, options);
          const entries = (streams as { messages: Entry[] }[] | null)?.[0]?.messages ?? [];
          for (let at = 0; at < entries.length; at += batch) {
            const messages = entries.slice(at, at + batch);
            await onMessages(messages);
            await writing.xAck(
              stream,
              stream,
              messages.map(({ id }) => id),
            );
          }
        }
      };
      const running = run();
      return async () => {
        stopped = true;
        await running;
        await writing.xTrim(stream, 'MAXLEN', 0);
      };
    },
    async close() {
      await writing.del(stream);
      await reading.close();
      await writing.close();
    },
  };
}
