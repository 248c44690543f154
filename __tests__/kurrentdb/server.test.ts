import {
  BACKWARDS,
  END,
  FORWARDS,
  jsonEvent,
  KurrentDBClient,
  NO_STREAM,
  persistentSubscriptionToAllSettingsFromDefaults,
  persistentSubscriptionToStreamSettingsFromDefaults,
  START,
  STREAM_STATE,
  streamNameFilter,
  WrongExpectedVersionError,
} from '@kurrent/kurrentdb-client';
import { eventually } from '../support/slow-machines';
import { type KurrentDBServer, startKurrentDBServer } from './server/kurrentdb-server';

let server: KurrentDBServer;
let client: KurrentDBClient;

beforeEach(async () => {
  server = await startKurrentDBServer();
  client = KurrentDBClient.connectionString(`kurrentdb://127.0.0.1:${server.port}?tls=false`);
});

afterEach(async () => {
  await client.dispose();
  await server.close();
});

const placed = (n: number) => jsonEvent({ type: 'OrderPlaced', data: { n }, metadata: { tenant: 'acme' } });

/** Takes so many events off a subscription, acknowledging where it can, and leaves it. */
async function take<E>(
  subscription: AsyncIterable<E> & { ack?(...events: E[]): Promise<void> },
  count: number,
): Promise<E[]> {
  const taken: E[] = [];
  for await (const event of subscription) {
    taken.push(event);
    await subscription.ack?.(event);
    if (taken.length === count) break;
  }
  return taken;
}

describe('the fake KurrentDB server, driven by the real client', () => {
  test('keeps what is appended, and the read gives it back', async () => {
    const result = await client.appendToStream('order-1', [placed(1), placed(2)], { streamState: NO_STREAM });
    expect(result).toMatchObject({ success: true, nextExpectedRevision: 1n });
    const read = [];
    for await (const { event } of client.readStream('order-1', { direction: FORWARDS, fromRevision: START }))
      read.push(event);
    expect(read).toMatchObject([
      { type: 'OrderPlaced', revision: 0n, data: { n: 1 }, metadata: { tenant: 'acme' }, isJson: true },
      { type: 'OrderPlaced', revision: 1n, data: { n: 2 }, metadata: { tenant: 'acme' }, isJson: true },
    ]);
    const backwards = [];
    for await (const { event } of client.readStream('order-1', {
      direction: BACKWARDS,
      fromRevision: END,
      maxCount: 1,
    }))
      backwards.push(event?.revision);
    expect(backwards).toEqual([1n]);
  });

  test.each([
    ['batch append', undefined],
    ['append', { username: 'admin', password: 'changeit' }],
  ])('refuses an append (%s) with a wrong expected revision', async (_name, credentials) => {
    await client.appendToStream('order-1', placed(1), { credentials });
    const again = client.appendToStream('order-1', placed(2), { streamState: NO_STREAM, credentials });
    await expect(again).rejects.toBeInstanceOf(WrongExpectedVersionError);
    await expect(again).rejects.toMatchObject({ expectedState: 'no_stream', actualState: 0n });
    expect(server.log.read('order-1')).toHaveLength(1);
  });

  test('appends to several streams, all or nothing', async () => {
    const request = (streamName: string, expectedState: typeof NO_STREAM) => ({
      streamName,
      expectedState,
      events: [placed(1)],
    });
    const result = await client.multiStreamAppend([request('a', NO_STREAM), request('b', NO_STREAM)]);
    expect(result.responses).toEqual([
      { streamName: 'a', revision: 0n },
      { streamName: 'b', revision: 0n },
    ]);
    await expect(
      client.multiStreamAppend([request('c', NO_STREAM), request('a', NO_STREAM)]),
    ).rejects.toMatchObject({ type: 'wrong-expected-version', streamName: 'a', actualState: 0n });
    expect(server.log.read('c')).toEqual([]);
  });

  test('appends records where the checks hold, and nothing where one does not', async () => {
    const records = [
      { streamName: 'a', record: placed(1) },
      { streamName: 'b', record: placed(2) },
      { streamName: 'a', record: placed(3) },
    ];
    const result = await client.appendRecords(records);
    expect(result.responses).toEqual([
      { streamName: 'a', revision: 1n },
      { streamName: 'b', revision: 0n },
    ]);
    const checks = [{ type: STREAM_STATE, streamName: 'a', expectedState: NO_STREAM } as const];
    await expect(client.appendRecords(records, checks)).rejects.toMatchObject({
      type: 'append-consistency-violation',
      violations: [{ checkIndex: 0, streamName: 'a', actualState: 1n }],
    });
    expect(server.log.read('$all')).toHaveLength(3);
  });

  test('a subscription to a stream catches up, says so, and goes live', async () => {
    await client.appendToStream('order-1', placed(1));
    const subscription = client.subscribeToStream('order-1');
    const caughtUp = new Promise((resolve) => subscription.once('caughtUp', resolve));
    const three = take(subscription, 3);
    await caughtUp;
    await client.appendToStream('order-1', [placed(2), placed(3)]);
    await client.appendToStream('other', placed(9));
    expect((await three).map(({ event }) => event?.revision)).toEqual([0n, 1n, 2n]);
    expect(subscription.id).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('a subscription to $all sees every stream, and only what its filter lets through', async () => {
    await client.appendToStream('order-1', placed(1));
    await client.appendToStream('cart-1', placed(2));
    await client.appendToStream('order-2', placed(3));
    const all = await take(client.subscribeToAll(), 3);
    expect(all.map(({ event }) => event?.streamId)).toEqual(['order-1', 'cart-1', 'order-2']);
    const filter = streamNameFilter({ prefixes: ['order-'] });
    const orders = await take(client.subscribeToAll({ filter }), 2);
    expect(orders.map(({ event }) => event?.streamId)).toEqual(['order-1', 'order-2']);
  });

  test('a link is resolved to its event', async () => {
    await client.appendToStream('order-1', placed(1));
    server.log.append([
      {
        stream: '$ce-order',
        expected: 'any',
        events: [
          {
            id: '00000000-0000-4000-8000-000000000001',
            type: '$>',
            contentType: 'application/octet-stream',
            data: Buffer.from('0@order-1'),
            metadata: new Uint8Array(),
          },
        ],
      },
    ]);
    const [resolved] = await take(client.subscribeToStream('$ce-order', { resolveLinkTos: true }), 1);
    expect(resolved).toMatchObject({ event: { streamId: 'order-1' }, link: { streamId: '$ce-order' } });
  });

  test('a persistent subscription to a stream hands out, retries, parks and acknowledges', async () => {
    await client.appendToStream('order-1', [placed(1), placed(2)]);
    const settings = persistentSubscriptionToStreamSettingsFromDefaults({ startFrom: START });
    await client.createPersistentSubscriptionToStream('order-1', 'billing', settings);
    const subscription = client.subscribeToPersistentSubscriptionToStream('order-1', 'billing');
    const seen: unknown[] = [];
    for await (const event of subscription) {
      seen.push([event.event?.revision, event.retryCount]);
      if (event.retryCount === 0) await subscription.nack('retry', 'again', event);
      else if (event.event?.revision === 0n) await subscription.nack('park', 'broken', event);
      else await subscription.ack(event);
      if (seen.length === 4) break;
    }
    expect(seen).toEqual(
      expect.arrayContaining([
        [0n, 0],
        [1n, 0],
        [0n, 1],
        [1n, 1],
      ]),
    );
    const group = server.groups.get('order-1::billing');
    await eventually(() => expect(group?.unacknowledged).toBe(0));
    expect(group?.parked).toMatchObject([{ revision: 0n }]);
  });

  test('a persistent subscription to $all, and one to a group that is not there', async () => {
    await client.appendToStream('order-1', placed(1));
    const settings = persistentSubscriptionToAllSettingsFromDefaults({ startFrom: START });
    await client.createPersistentSubscriptionToAll('audit', settings);
    const [event] = await take(client.subscribeToPersistentSubscriptionToAll('audit'), 1);
    expect(event?.event?.streamId).toBe('order-1');
    const missing = client.subscribeToPersistentSubscriptionToAll('nobody');
    const error = await new Promise((resolve) => missing.once('error', resolve));
    expect(error).toMatchObject({ type: 'persistent-subscription-does-not-exist', groupName: 'nobody' });
  });

  test('a client that discovers its cluster finds it', async () => {
    const discovering = KurrentDBClient.connectionString(
      `kurrentdb+discover://127.0.0.1:${server.port}?tls=false`,
    );
    await discovering.appendToStream('order-1', placed(1));
    expect(server.log.read('order-1')).toHaveLength(1);
    await discovering.dispose();
  });
});
