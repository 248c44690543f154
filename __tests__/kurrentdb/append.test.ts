import { createServer } from 'node:net';
import { type AppendStreamRequest, binaryEvent, KurrentDBClient, NO_STREAM } from '@kurrent/kurrentdb-client';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { withSpan } from 'otel-traced';
import { endedSpans, spanNamed, spanNames } from './recorded-spans';
import { orderPlaced, storedMetadata, withServer } from './with-server';

const bench = withServer();

describe('an append', () => {
  test('is a producer span with the attributes of the KurrentDB clients', async () => {
    bench.instrument();
    const client = bench.connect('admin:changeit@');
    await client.appendToStream('order-1', orderPlaced());
    const span = spanNamed('streams.append');
    expect(span.kind).toBe(SpanKind.PRODUCER);
    expect(span.attributes).toEqual({
      'db.system': 'kurrentdb',
      'db.operation': 'streams.append',
      'db.user': 'admin',
      'db.kurrentdb.stream': 'order-1',
      'server.address': '127.0.0.1',
      'server.port': bench.server.port,
    });
    expect(span.status).toEqual({ code: SpanStatusCode.OK });
    expect(span.events).toEqual([]);
    expect(span.instrumentationScope).toMatchObject({
      name: 'otel-traced/kurrentdb',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    });
    expect(endedSpans()).toHaveLength(1);
  });

  test('is the child of the active span, and gives back what the client gives back', async () => {
    bench.instrument();
    const result = await withSpan('place order', () => bench.client.appendToStream('order-1', orderPlaced()));
    expect(result).toMatchObject({ success: true, nextExpectedRevision: 0n });
    expect(spanNamed('streams.append').parentSpanContext?.spanId).toBe(
      spanNamed('place order').spanContext().spanId,
    );
    expect(endedSpans()).toHaveLength(2);
  });

  test('X3: its events carry W3C context and bare hexadecimal ids beside their own metadata', async () => {
    bench.instrument();
    await bench.client.appendToStream('order-1', [orderPlaced({ tenant: 'acme' }), orderPlaced()]);
    const { traceId, spanId } = spanNamed('streams.append').spanContext();
    const carried = { traceparent: `00-${traceId}-${spanId}-01`, $traceId: traceId, $spanId: spanId };
    expect(storedMetadata(bench, 'order-1')).toEqual([{ tenant: 'acme', ...carried }, carried]);
  });

  test("C1: the caller's events, frozen ones too, are not touched", async () => {
    bench.instrument();
    const metadata = Object.freeze({ tenant: 'acme' });
    const event = Object.freeze(orderPlaced(metadata));
    const events = Object.freeze([event, Object.freeze(orderPlaced())]) as unknown as (typeof event)[];
    await bench.client.appendToStream('order-1', events);
    await bench.client.multiStreamAppend([{ streamName: 'a', events, expectedState: 'any' }]);
    await bench.client.appendRecords([Object.freeze({ streamName: 'b', record: event })]);
    expect(event.metadata).toBe(metadata);
    expect(metadata).toEqual({ tenant: 'acme' });
    expect(events[1]).not.toHaveProperty('metadata.traceparent');
    for (const stream of ['order-1', 'a', 'b'])
      expect(storedMetadata(bench, stream)[0]).toHaveProperty('$traceId');
  });

  test('an event that is an instance with getters is written as it would be without tracing', async () => {
    bench.instrument();
    class OrderPaid {
      readonly #amount = 7;
      readonly contentType = 'application/json';
      readonly metadata = undefined;
      get id() {
        return '00000000-0000-4000-8000-00000000000a';
      }
      get type() {
        return 'OrderPaid';
      }
      get data() {
        return { amount: this.#amount };
      }
    }
    await bench.client.appendToStream('order-1', new OrderPaid());
    const [stored] = bench.server.log.read('order-1');
    expect(stored).toMatchObject({ id: '00000000-0000-4000-8000-00000000000a', type: 'OrderPaid' });
    expect(Buffer.from(stored?.data ?? []).toString()).toBe('{"amount":7}');
    expect(storedMetadata(bench, 'order-1')[0]).toHaveProperty('traceparent');
  });

  test('metadata that is no JSON object, and binary events, go out untouched', async () => {
    bench.instrument();
    const binary = binaryEvent({ type: 'Scanned', data: Buffer.from([1]), metadata: { tenant: 'acme' } });
    await bench.client.appendToStream('order-1', [
      binary,
      orderPlaced('text'),
      orderPlaced(['list']),
      orderPlaced(Buffer.from('bytes')),
      orderPlaced(new WrittenOtherwise()),
    ]);
    expect(storedMetadata(bench, 'order-1')).toEqual([
      { tenant: 'acme' },
      'text',
      ['list'],
      'bytes',
      { written: 'otherwise' },
    ]);
    expect(spanNames()).toEqual(['streams.append']);
  });

  test('a context that the metadata holds already is kept, unless it is to be overwritten', async () => {
    const kurrent = { $traceId: '0af7651916cd43dd8448eb211c80319c', $spanId: 'b7ad6b7169203331' };
    const w3c = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };
    const uninstrument = bench.instrument();
    await bench.client.appendToStream('kept', [orderPlaced(kurrent), orderPlaced(w3c)]);
    expect(storedMetadata(bench, 'kept')).toEqual([kurrent, w3c]);
    uninstrument();
    bench.instrument({ overwrite: true });
    await bench.client.appendToStream('overwritten', [orderPlaced(kurrent), orderPlaced(w3c)]);
    const { traceId, spanId } = endedSpans()[1]?.spanContext() ?? {};
    const carried = { traceparent: `00-${traceId}-${spanId}-01`, $traceId: traceId, $spanId: spanId };
    expect(storedMetadata(bench, 'overwritten')).toEqual([carried, carried]);
  });

  test("with a wrong expected revision is an error span, and the error is the client's own", async () => {
    bench.instrument();
    await bench.client.appendToStream('order-1', orderPlaced());
    const refused = bench.client.appendToStream('order-1', orderPlaced(), { streamState: NO_STREAM });
    await expect(refused).rejects.toMatchObject({ type: 'wrong-expected-version', actualState: 0n });
    const span = endedSpans()[1];
    expect(span?.status.code).toBe(SpanStatusCode.ERROR);
    expect(span?.attributes['error.type']).toBe('WrongExpectedVersionError');
    expect(span?.events.map(({ name }) => name)).toEqual(['exception']);
  });

  test('that is refused as a result (throwOnAppendFailure off) is an error span as well', async () => {
    bench.instrument();
    const client = bench.connect('', '&throwOnAppendFailure=false');
    await client.appendToStream('order-1', orderPlaced());
    const result = await client.appendToStream('order-1', orderPlaced(), { streamState: NO_STREAM });
    expect(result.success).toBe(false);
    const span = endedSpans()[1];
    expect(span?.status).toEqual({
      code: SpanStatusCode.ERROR,
      message: 'the stream is not at the expected revision',
    });
    expect(span?.attributes['error.type']).toBe('WrongExpectedVersionError');
    expect(span?.events).toEqual([]);
  });

  // Without credentials the client asks for the server's features first, and that failure is a plain Error of gRPC's.
  test.each([
    ['a plain error', undefined, 'Error'],
    ["the client's own error", { username: 'admin', password: 'x' }, 'UnavailableError'],
  ])('to a port that refuses the connection is an error span with %s', async (_name, credentials, type) => {
    bench.instrument();
    const port = await refusedPort();
    const client = KurrentDBClient.connectionString(`kurrentdb://admin:x@127.0.0.1:${port}?tls=false`);
    const error: Error = await client.appendToStream('order-1', orderPlaced(), { credentials }).then(
      () => new Error('the append went through'),
      (thrown) => thrown,
    );
    expect(error.message).toContain('ECONNREFUSED');
    const span = spanNamed('streams.append');
    expect(span.kind).toBe(SpanKind.PRODUCER);
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: `${type}: ${error.message}` });
    expect(span.attributes).toEqual({
      'db.system': 'kurrentdb',
      'db.operation': 'streams.append',
      'db.user': 'admin',
      'db.kurrentdb.stream': 'order-1',
      'server.address': '127.0.0.1',
      'server.port': port,
      'error.type': type,
    });
    expect(span.events).toMatchObject([
      {
        name: 'exception',
        attributes: {
          'exception.type': type,
          'exception.message': error.message,
          'exception.stacktrace': expect.stringContaining('ECONNREFUSED'),
          'exception.escaped': 'True',
        },
      },
    ]);
    expect(endedSpans()).toHaveLength(1);
    await client.dispose();
  });
});

describe('an append to several streams', () => {
  test.each([
    [
      'multiStreamAppend',
      () =>
        bench.client.multiStreamAppend([
          { streamName: 'a', events: [orderPlaced({ tenant: 'acme' })], expectedState: NO_STREAM },
          { streamName: 'b', events: [orderPlaced()], expectedState: NO_STREAM },
        ]),
    ],
    [
      'appendRecords',
      () =>
        bench.client.appendRecords([
          { streamName: 'a', record: orderPlaced({ tenant: 'acme' }) },
          { streamName: 'b', record: orderPlaced() },
        ]),
    ],
  ])('%s is one producer span, whose context all its events carry', async (_name, append) => {
    bench.instrument();
    const result = await append();
    expect(result.responses.map(({ streamName }) => streamName)).toEqual(['a', 'b']);
    const span = spanNamed('streams.append');
    expect(span.kind).toBe(SpanKind.PRODUCER);
    expect(span.status).toEqual({ code: SpanStatusCode.OK });
    expect(span.attributes).toEqual({
      'db.system': 'kurrentdb',
      'db.operation': 'streams.append',
      'server.address': '127.0.0.1',
      'server.port': bench.server.port,
    });
    const { traceId, spanId } = span.spanContext();
    const carried = { traceparent: `00-${traceId}-${spanId}-01`, $traceId: traceId, $spanId: spanId };
    expect(storedMetadata(bench, 'a')).toEqual([{ tenant: 'acme', ...carried }]);
    expect(storedMetadata(bench, 'b')).toEqual([carried]);
    expect(endedSpans()).toHaveLength(1);
  });

  test("that the client refuses for its metadata is refused with the client's own message", async () => {
    const events = [orderPlaced({ attempts: 1 })];
    const request: AppendStreamRequest = { streamName: 'a', events, expectedState: NO_STREAM };
    const untraced = await bench.client.multiStreamAppend([request]).catch((error: Error) => error);
    bench.instrument();
    const traced = await bench.client.multiStreamAppend([request]).catch((error: Error) => error);
    expect((traced as Error).message).toBe((untraced as Error).message);
    expect((traced as Error).message).toContain('string values');
    expect(spanNamed('streams.append').status.code).toBe(SpanStatusCode.ERROR);
  });
});

class WrittenOtherwise {
  toJSON() {
    return { written: 'otherwise' };
  }
}

async function refusedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
