import {
  type KurrentDBClient,
  persistentSubscriptionToAllSettingsFromDefaults,
  persistentSubscriptionToStreamSettingsFromDefaults,
  type ResolvedEvent,
  START,
} from '@kurrent/kurrentdb-client';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { addSpanEvent, withSpan } from 'otel-traced';
import { eventually } from '../support/slow-machines';
import { endedSpans, spanNamed, spanNames } from './recorded-spans';
import { orderPlaced, storeEvent, withServer } from './with-server';

const bench = withServer();

const SUBSCRIPTIONS = {
  subscribeToStream: async (client: KurrentDBClient) => client.subscribeToStream('order-1'),
  subscribeToAll: async (client: KurrentDBClient) => client.subscribeToAll(),
  subscribeToPersistentSubscriptionToStream: async (client: KurrentDBClient) => {
    const settings = persistentSubscriptionToStreamSettingsFromDefaults({ startFrom: START });
    await client.createPersistentSubscriptionToStream('order-1', 'billing', settings);
    return client.subscribeToPersistentSubscriptionToStream('order-1', 'billing');
  },
  subscribeToPersistentSubscriptionToAll: async (client: KurrentDBClient) => {
    const settings = persistentSubscriptionToAllSettingsFromDefaults({ startFrom: START });
    await client.createPersistentSubscriptionToAll('billing', settings);
    return client.subscribeToPersistentSubscriptionToAll('billing');
  },
};

describe.each(Object.entries(SUBSCRIPTIONS))('%s', (_name, subscribe) => {
  test('gives each event a consumer span, the child of the append, with the attributes of the KurrentDB clients', async () => {
    bench.instrument();
    const client = bench.connect('admin:changeit@');
    await client.appendToStream('order-1', orderPlaced());
    const subscription = await subscribe(client);
    const received = await new Promise<ResolvedEvent>((resolve) => subscription.once('data', resolve));
    const append = spanNamed('streams.append');
    await eventually(() => spanNamed('streams.subscribe'));
    const span = spanNamed('streams.subscribe');
    expect(span.kind).toBe(SpanKind.CONSUMER);
    const { traceId, spanId } = append.spanContext();
    expect(span.parentSpanContext).toMatchObject({ traceId, spanId, isRemote: true });
    expect(span.attributes).toEqual({
      'db.system': 'kurrentdb',
      'db.operation': 'streams.subscribe',
      'db.user': 'admin',
      'db.kurrentdb.stream': 'order-1',
      'db.kurrentdb.event.id': received.event?.id,
      'db.kurrentdb.event.type': 'OrderPlaced',
      'db.kurrentdb.subscription.id': subscription.id,
      'server.address': '127.0.0.1',
      'server.port': bench.server.port,
    });
    expect(subscription.id).toEqual(expect.any(String));
    expect(span.status).toEqual({ code: SpanStatusCode.OK });
    expect(span.links).toEqual([]);
    expect(endedSpans()).toHaveLength(2);
  });

  test('runs a listener, and what it awaits, inside the consumer span of its event', async () => {
    bench.instrument();
    const subscription = await subscribe(bench.client);
    let handled = 0;
    subscription.on('data', async () => {
      addSpanEvent('handling');
      await new Promise((resolve) => setTimeout(resolve, 5));
      await withSpan('project', async () => {});
      handled++;
    });
    await bench.client.appendToStream('order-1', orderPlaced());
    await bench.client.appendToStream('order-1', orderPlaced());
    await eventually(() => expect(handled).toBe(2));
    const appends = endedSpans().filter(({ name }) => name === 'streams.append');
    const consumers = endedSpans().filter(({ name }) => name === 'streams.subscribe');
    const projections = endedSpans().filter(({ name }) => name === 'project');
    const id = (span: (typeof appends)[number]) => span.spanContext().spanId;
    expect(consumers.map((span) => span.parentSpanContext?.spanId)).toEqual(appends.map(id));
    expect(projections.map((span) => span.parentSpanContext?.spanId)).toEqual(consumers.map(id));
    expect(consumers.map((span) => span.events[0]?.name)).toEqual(['handling', 'handling']);
    // The span ends when the asynchronous listener is done, not when it has returned.
    const place = (span: (typeof appends)[number]) => endedSpans().indexOf(span);
    consumers.forEach((span, index) => {
      expect(place(span)).toBeGreaterThan(place(projections[index] as never));
    });
    expect(endedSpans()).toHaveLength(6);
  });

  test('gives each event of a `for await` a span until the next one is asked for', async () => {
    bench.instrument();
    await bench.client.appendToStream('order-1', [orderPlaced(), orderPlaced()]);
    const endedInBody: number[] = [];
    await withSpan('run the projection', async (run) => {
      for await (const event of await subscribe(bench.client)) {
        endedInBody.push(endedSpans().filter(({ name }) => name === 'streams.subscribe').length);
        // The body is the consumer's own code, in the consumer's own context.
        expect(trace.getActiveSpan()).toBe(run);
        if (event.event?.revision === 1n) break;
      }
    });
    await eventually(() => expect(endedSpans()).toHaveLength(4));
    expect(endedInBody).toEqual([0, 1]);
    const consumers = endedSpans().filter(({ name }) => name === 'streams.subscribe');
    const { spanId } = spanNamed('streams.append').spanContext();
    expect(consumers.map((span) => span.parentSpanContext?.spanId)).toEqual([spanId, spanId]);
    // Also the last one before `break`, as KurrentDB's guide shows.
    expect(consumers.map((span) => span.status.code)).toEqual([SpanStatusCode.OK, SpanStatusCode.OK]);
  });
});

describe('an event', () => {
  test.each([
    ['no metadata', undefined],
    ['metadata without ids', { tenant: 'acme' }],
    ['ids of zeros', { $traceId: '0'.repeat(32), $spanId: '0'.repeat(16) }],
    ['ids that are no hexadecimal', { $traceId: 'x'.repeat(32), $spanId: 'b7ad6b7169203331' }],
    ['ids that are no text', { $traceId: { length: 32 }, $spanId: [1] }],
    ['ids that are too long', { $traceId: 'a'.repeat(33), $spanId: 'b7ad6b7169203331' }],
    ['half of the ids', { $traceId: '0af7651916cd43dd8448eb211c80319c' }],
    ['a garbled traceparent', { traceparent: 'zz-garbage', tracestate: 'a'.repeat(9000) }],
    ['a list', [['traceparent', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01']]],
    ['text', 'metadata'],
    ['bytes', new Uint8Array([0xff, 0xfe])],
  ])('with %s has no consumer span, and is handled all the same', async (_name, metadata) => {
    bench.instrument();
    storeEvent(bench, 'order-1', metadata);
    await withSpan('consumer', async (consumer) => {
      const listened = new Promise((resolve) =>
        bench.client.subscribeToStream('order-1').once('data', () => resolve(trace.getActiveSpan())),
      );
      expect(await listened).toBe(consumer);
      for await (const event of bench.client.subscribeToStream('order-1')) {
        expect(event.event?.type).toBe('OrderPlaced');
        break;
      }
    });
    expect(spanNames()).toEqual(['consumer']);
  });

  test.each([
    ['bare', '0af7651916cd43dd8448eb211c80319c', '00ad6b7169203331'],
    [
      'with 0x and leading zeros lost, as Python writes them',
      '0xaf7651916cd43dd8448eb211c80319c',
      '0xad6b7169203331',
    ],
    ['in capitals', '0AF7651916CD43DD8448EB211C80319C', '00AD6B7169203331'],
  ])('X3: ids %s are read', async (_name, $traceId, $spanId) => {
    bench.instrument();
    storeEvent(bench, 'order-1', { $traceId, $spanId });
    await new Promise((resolve) => bench.client.subscribeToStream('order-1').once('data', resolve));
    expect(spanNamed('streams.subscribe').parentSpanContext).toMatchObject({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: '00ad6b7169203331',
    });
  });

  test('that is a link has the span of the event that it points to', async () => {
    bench.instrument();
    await bench.client.appendToStream('order-1', orderPlaced());
    const link = {
      id: '00000000-0000-4000-8000-000000000001',
      type: '$>',
      contentType: 'application/octet-stream',
    };
    const data = Buffer.from('0@order-1');
    bench.server.log.append([
      { stream: '$ce-order', expected: 'any', events: [{ ...link, data, metadata: new Uint8Array() }] },
    ]);
    const subscription = bench.client.subscribeToStream('$ce-order', { resolveLinkTos: true });
    await new Promise((resolve) => subscription.once('data', resolve));
    const span = spanNamed('streams.subscribe');
    expect(span.parentSpanContext?.spanId).toBe(spanNamed('streams.append').spanContext().spanId);
    expect(span.attributes['db.kurrentdb.stream']).toBe('order-1');
  });

  test('of a multi-append has its parent there', async () => {
    bench.instrument();
    await bench.client.appendRecords([{ streamName: 'order-1', record: orderPlaced() }]);
    await new Promise((resolve) => bench.client.subscribeToStream('order-1').once('data', resolve));
    expect(spanNamed('streams.subscribe').parentSpanContext?.spanId).toBe(
      spanNamed('streams.append').spanContext().spanId,
    );
  });

  test('that a caller reads itself has a span that ends at once', async () => {
    bench.instrument();
    await bench.client.appendToStream('order-1', [orderPlaced(), orderPlaced()]);
    const subscription = bench.client.subscribeToStream('order-1');
    const read: unknown[] = [];
    subscription.on('readable', () => {
      for (let event = subscription.read(); event !== null; event = subscription.read()) read.push(event);
    });
    await eventually(() => expect(read).toHaveLength(2));
    expect(spanNames()).toEqual(['streams.append', 'streams.subscribe', 'streams.subscribe']);
  });

  test('of a pipeline has a span each', async () => {
    bench.instrument();
    await bench.client.appendToStream('order-1', [orderPlaced(), orderPlaced()]);
    const subscription = bench.client.subscribeToStream('order-1');
    const revisions = await subscription
      .map(({ event }: ResolvedEvent) => event?.revision)
      .take(2)
      .toArray();
    expect(revisions).toEqual([0n, 1n]);
    await eventually(() =>
      expect(spanNames()).toEqual(['streams.append', 'streams.subscribe', 'streams.subscribe']),
    );
  });

  test('after one whose listener started something is not drawn into its trace', async () => {
    bench.instrument();
    await bench.client.appendToStream('order-1', orderPlaced());
    storeEvent(bench, 'order-1', { tenant: 'acme' });
    const subscription = bench.client.subscribeToStream('order-1');
    const active: unknown[] = [];
    subscription.on('data', async () => {
      active.push(trace.getActiveSpan());
      // Flowing on from within the handler emits the next event in the handler's asynchronous context.
      subscription.pause();
      await new Promise((resolve) => setTimeout(resolve, 5));
      subscription.resume();
    });
    await eventually(() => expect(active).toHaveLength(2));
    expect(active[0]).toBeDefined();
    expect(active[1]).toBeUndefined();
  });
});
