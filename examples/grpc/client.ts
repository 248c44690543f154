// The client of the gRPC example, in a process of its own: calls the server at ADDRESS in each of gRPC's ways.
import { Metadata } from '@grpc/grpc-js';
import { withSpan } from 'otel-traced';
import { clientMetrics, OrdersClient } from './orders-client.js';
import { print, setUp } from './setup.js';

const finish = setUp();
const client = new OrdersClient(process.env.ADDRESS ?? '127.0.0.1:50051');
const orders = [
  { id: 'o-1', quantity: 3 },
  { id: 'o-2', quantity: 5 },
];

/** Makes calls in a span, and prints what they came to. */
async function show(name: string, calls: () => Promise<unknown>): Promise<void> {
  const result = await withSpan(name, calls).catch(({ code, message }) => ({ code, message }));
  print('result', { name, result });
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

const metadata = () => new Metadata();
await show('unary', () => client.place({ id: 'o-1', quantity: 3 }, { metadata: metadata() }));
await show('server stream', () => all(client.watch({ id: 'o-1', count: 3 }, { metadata: metadata() })));
await show('client stream', () => client.import(orders, { metadata: metadata() }));
await show('bidirectional', () => all(client.quote(orders, { metadata: metadata() })));
await show('not found', () => client.place({ id: 'unknown', quantity: 1 }, { metadata: metadata() }));
await show('failure', () => client.place({ id: 'broken', quantity: 1 }, { metadata: metadata() }));
await show('deadline', () =>
  client.place({ id: 'slow', quantity: 1 }, { metadata: metadata(), deadline: new Date(Date.now() + 200) }),
);
await show('cancel', async () => {
  const gone = new AbortController();
  for await (const _ of client.watch(
    { id: 'o-1', count: 0 },
    { metadata: metadata(), signal: gone.signal },
  )) {
    gone.abort();
  }
});

client.close();
print('snapshot', clientMetrics.getSnapshot());
await finish();
