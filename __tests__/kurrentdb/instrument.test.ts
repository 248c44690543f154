import { KurrentDBClient } from '@kurrent/kurrentdb-client';
import { context, diag, isSpanContextValid, SpanStatusCode, trace } from '@opentelemetry/api';
import { type Sampler, SamplingDecision } from '@opentelemetry/sdk-trace';
import { configureTracing, createTracing } from 'otel-traced';
import { instrumentKurrentDB } from 'otel-traced/kurrentdb';
import { eventually } from '../support/slow-machines';
import { endedSpans, spanNamed, spanNames, startRecording, stopRecording } from './recorded-spans';
import { orderPlaced, storedMetadata, withServer } from './with-server';

const bench = withServer();

const METHODS = [
  'appendToStream',
  'multiStreamAppend',
  'appendRecords',
  'subscribeToStream',
  'subscribeToAll',
  'subscribeToPersistentSubscriptionToStream',
  'subscribeToPersistentSubscriptionToAll',
] as const;

const descriptors = () => [
  ...METHODS.map((name) => Object.getOwnPropertyDescriptor(KurrentDBClient.prototype, name)),
  Object.getOwnPropertyDescriptor(KurrentDBClient, 'connectionString'),
];

describe('instrumentKurrentDB', () => {
  test('replaces the seven methods, with their name, length and flags, and undoes all of it', () => {
    const before = descriptors();
    const keys = Reflect.ownKeys(KurrentDBClient.prototype);
    const uninstrument = bench.instrument();
    const during = descriptors();
    during.forEach((descriptor, index) => {
      const original = before[index];
      expect(descriptor?.value).not.toBe(original?.value);
      expect(descriptor?.value.name).toBe(original?.value.name);
      expect(descriptor?.value.length).toBe(original?.value.length);
      expect({ ...descriptor, value: null }).toEqual({ ...original, value: null });
    });
    uninstrument();
    expect(descriptors()).toEqual(before);
    before.forEach((original, index) => {
      expect(descriptors()[index]?.value).toBe(original?.value);
    });
    expect(Reflect.ownKeys(KurrentDBClient.prototype)).toEqual(keys);
  });

  test('done twice is done once, and each undoes only what it did', async () => {
    const uninstrument = bench.instrument();
    const second = bench.instrument();
    second();
    await bench.client.appendToStream('order-1', orderPlaced());
    expect(spanNames()).toEqual(['streams.append']);
    uninstrument();
    uninstrument();
    await bench.client.appendToStream('order-1', orderPlaced());
    expect(spanNames()).toEqual(['streams.append']);
    bench.instrument();
    await bench.client.appendToStream('order-1', orderPlaced());
    expect(spanNames()).toEqual(['streams.append', 'streams.append']);
  });

  test('does nothing more for a subclass, whose base does it', async () => {
    bench.instrument();
    class ShopClient extends KurrentDBClient {}
    instrumentKurrentDB(ShopClient as unknown as typeof KurrentDBClient);
    expect(Object.hasOwn(ShopClient.prototype, 'appendToStream')).toBe(false);
  });

  test('undone, it leaves open subscriptions alone too', async () => {
    const uninstrument = bench.instrument();
    await bench.client.appendToStream('order-1', [orderPlaced(), orderPlaced()]);
    const listening = bench.client.subscribeToStream('order-1');
    const iterating = bench.client.subscribeToStream('order-1')[Symbol.asyncIterator]();
    await new Promise((resolve) => listening.once('data', resolve));
    await iterating.next();
    listening.pause();
    uninstrument();
    const active = new Promise((resolve) => listening.once('data', () => resolve(trace.getActiveSpan())));
    listening.resume();
    expect(await active).toBeUndefined();
    await iterating.next();
    await eventually(() =>
      expect(spanNames()).toEqual(['streams.append', 'streams.subscribe', 'streams.subscribe']),
    );
    await iterating.return?.();
    expect(endedSpans()).toHaveLength(3);
  });

  test('undone below another wrapper, it stays there and does nothing', async () => {
    const uninstrument = bench.instrument();
    const { appendToStream } = KurrentDBClient.prototype;
    const restore = Object.getOwnPropertyDescriptor(KurrentDBClient.prototype, 'appendToStream');
    let calls = 0;
    KurrentDBClient.prototype.appendToStream = function (this: unknown, ...args: unknown[]) {
      calls++;
      return Reflect.apply(appendToStream, this, args);
    } as typeof appendToStream;
    uninstrument();
    await bench.client.appendToStream('order-1', orderPlaced());
    expect(calls).toBe(1);
    expect(endedSpans()).toEqual([]);
    KurrentDBClient.prototype.appendToStream = restore?.value;
    // Somebody else's wrapper is gone, and with it the reason to stay.
    expect(storedMetadata(bench, 'order-1')).toEqual(['']);
  });

  test('works for clients that exist already', async () => {
    const client = bench.connect('admin:changeit@');
    bench.instrument({ user: (known) => (known === client ? 'told' : 'wrong') });
    await client.appendToStream('order-1', orderPlaced());
    expect(spanNamed('streams.append').attributes['db.user']).toBe('told');
  });

  test('the user of a call is that of its own credentials; a bearer token has none', async () => {
    bench.instrument({ user: 'somebody' });
    const client = bench.connect('admin:changeit@');
    await client.appendToStream('a', orderPlaced(), { credentials: { username: 'ops', password: 'x' } });
    await client.appendToStream('a', orderPlaced(), { credentials: { bearerToken: 'x' } });
    client.setCredentialsProvider(() => ({ username: 'rotating', password: 'x' }));
    await client.appendToStream('a', orderPlaced());
    await bench.connect().appendToStream('a', orderPlaced());
    expect(endedSpans().map(({ attributes }) => attributes['db.user'])).toEqual([
      'ops',
      undefined,
      'somebody',
      'somebody',
    ]);
  });

  test('C8: what fails inside tracing does not reach the caller', async () => {
    bench.instrument({
      user: () => {
        throw new Error('no user');
      },
    });
    const warn = jest.fn();
    diag.setLogger({ warn, error: warn, info: () => {}, debug: () => {}, verbose: () => {} });
    try {
      await bench.client.appendToStream('a', [orderPlaced(), orderPlaced()]);
      await eventually(() => spanNamed('streams.append'));
      const subscription = bench.client.subscribeToStream('a');
      const failing = jest.spyOn(context, 'with').mockImplementation(() => {
        throw new Error('no context');
      });
      const received: unknown[] = [];
      subscription.on('data', (event) => received.push(event));
      await eventually(() => expect(received).toHaveLength(2));
      failing.mockRestore();
      expect(warn.mock.calls).toEqual(
        expect.arrayContaining([
          [expect.stringContaining('KurrentDBClient'), expect.objectContaining({ message: 'no user' })],
        ]),
      );
    } finally {
      diag.disable();
    }
  });

  test('reads the user of a tagged template too, and never keeps the password', async () => {
    bench.instrument();
    const client = KurrentDBClient.connectionString`kurrentdb://caf%C3%A9:s3cret@127.0.0.1:${bench.server.port}?tls=false`;
    await client.appendToStream('a', orderPlaced());
    expect(spanNamed('streams.append').attributes['db.user']).toBe('café');
    expect(JSON.stringify(endedSpans().map(({ attributes }) => attributes))).not.toContain('s3cret');
    await client.dispose();
  });

  test("the server is the node that the cluster's client found", async () => {
    bench.instrument();
    const client = KurrentDBClient.connectionString(
      `kurrentdb+discover://127.0.0.1:${bench.server.port}?tls=false`,
    );
    await client.appendToStream('a', orderPlaced());
    expect(spanNamed('streams.append').attributes).toMatchObject({
      'server.address': '127.0.0.1',
      'server.port': bench.server.port,
    });
    await client.dispose();
  });

  test('samplers see all attributes at the start, the server from the second span on', async () => {
    const seen: unknown[] = [];
    const sampler: Sampler = {
      shouldSample: (_context, _traceId, name, kind, attributes) => {
        seen.push([name, kind, attributes]);
        return { decision: SamplingDecision.RECORD_AND_SAMPLED };
      },
      toString: () => 'watching',
    };
    startRecording(sampler);
    bench.instrument();
    await bench.client.appendToStream('a', orderPlaced());
    await bench.client.appendToStream('a', orderPlaced());
    const attributes = {
      'db.system': 'kurrentdb',
      'db.operation': 'streams.append',
      'db.kurrentdb.stream': 'a',
    };
    const server = { 'server.address': '127.0.0.1', 'server.port': bench.server.port };
    expect(seen).toMatchObject([
      ['streams.append', 3, attributes],
      ['streams.append', 3, { ...attributes, ...server }],
    ]);
    expect(endedSpans().map(({ attributes }) => attributes['server.port'])).toEqual([
      bench.server.port,
      bench.server.port,
    ]);
  });

  test('has its switches: append, subscribe, okStatus', async () => {
    const uninstrument = bench.instrument({ append: false });
    await bench.client.appendToStream('a', orderPlaced());
    expect(storedMetadata(bench, 'a')).toEqual(['']);
    uninstrument();
    bench.instrument({ subscribe: false, okStatus: false });
    await bench.client.appendToStream('b', orderPlaced());
    await new Promise((resolve) => bench.client.subscribeToStream('b').once('data', resolve));
    expect(spanNames()).toEqual(['streams.append']);
    expect(spanNamed('streams.append').status.code).toBe(SpanStatusCode.UNSET);
  });

  test('takes a scope, whose switch and name are its own', async () => {
    const tracing = createTracing({ name: 'shop' });
    bench.instrument({ tracing });
    await bench.client.appendToStream('a', orderPlaced());
    expect(spanNamed('streams.append').instrumentationScope.name).toBe('shop');
    tracing.enabled = false;
    await bench.client.appendToStream('b', orderPlaced());
    await new Promise((resolve) => bench.client.subscribeToStream('a').once('data', resolve));
    expect(endedSpans()).toHaveLength(1);
    expect(storedMetadata(bench, 'b')).toEqual(['']);
  });

  test('a span name that is excluded has no span, and its events no context', async () => {
    bench.instrument();
    configureTracing({ exclude: ['streams.append'] });
    try {
      await bench.client.appendToStream('a', orderPlaced());
      expect(storedMetadata(bench, 'a')).toEqual(['']);
      configureTracing({ exclude: ['streams.subscribe'] });
      await bench.client.appendToStream('b', orderPlaced());
      const active = new Promise((resolve) => {
        const subscription = bench.client.subscribeToStream('b');
        subscription.once('data', () => resolve(trace.getActiveSpan()));
      });
      expect(await active).toBeUndefined();
      expect(spanNames()).toEqual(['streams.append']);
    } finally {
      configureTracing({ exclude: [] });
    }
  });

  test.each([
    ['legacy', undefined, ['db.system', 'db.operation']],
    ['seed', undefined, ['db.system', 'db.operation']],
    ['stable', undefined, ['db.system.name', 'db.operation.name']],
    ['both', undefined, ['db.system', 'db.operation', 'db.system.name', 'db.operation.name']],
    [undefined, 'http,database', ['db.system.name', 'db.operation.name']],
    [undefined, 'database/dup', ['db.system', 'db.operation', 'db.system.name', 'db.operation.name']],
    [undefined, 'http', ['db.system', 'db.operation']],
  ] as const)('semconv %s with OTEL_SEMCONV_STABILITY_OPT_IN=%s', async (semconv, optIn, names) => {
    if (optIn) process.env.OTEL_SEMCONV_STABILITY_OPT_IN = optIn;
    bench.instrument({ semconv });
    delete process.env.OTEL_SEMCONV_STABILITY_OPT_IN;
    await bench.client.appendToStream('a', orderPlaced());
    const database = Object.keys(spanNamed('streams.append').attributes).filter((key) =>
      /^db\.(system|operation)/.test(key),
    );
    expect(database.sort()).toEqual([...names].sort());
  });

  test("with semconv 'stable' spans are named and described by the semantic conventions", async () => {
    bench.instrument({ semconv: 'stable' });
    const events = [orderPlaced()];
    await bench.client.multiStreamAppend([{ streamName: 'a', events, expectedState: 'any' }]);
    expect(spanNamed('streams.multi-append').attributes['db.operation.name']).toBe('streams.multi-append');
    const refused = bench.client.appendToStream('a', orderPlaced(), { streamState: 7n });
    await expect(refused).rejects.toMatchObject({ type: 'wrong-expected-version' });
    const span = spanNamed('streams.append');
    expect(span.status.code).toBe(SpanStatusCode.ERROR);
    expect(span.status.message ?? '').not.toContain('Error: ');
    expect(span.events[0]?.attributes).not.toHaveProperty('exception.escaped');
    for await (const _event of bench.client.subscribeToStream('a')) break;
    await eventually(() => expect(spanNamed('streams.subscribe').status.code).toBe(SpanStatusCode.UNSET));
  });

  test("takes the deprecated name 'relation' of the option 'correlation'", async () => {
    bench.instrument({ relation: 'links' });
    await bench.client.appendToStream('a', orderPlaced());
    for await (const _event of bench.client.subscribeToStream('a')) break;
    await eventually(() => expect(spanNamed('streams.subscribe').links).toHaveLength(1));
  });

  test('O1: without a provider the client gets the very events, and handlers run as ever', async () => {
    stopRecording();
    bench.instrument();
    const event = orderPlaced();
    await bench.client.appendToStream('a', event);
    expect(event.metadata).toBeUndefined();
    expect(storedMetadata(bench, 'a')).toEqual(['']);
    const subscription = bench.client.subscribeToStream('a');
    for await (const received of subscription) {
      expect(received.event?.id).toBe(event.id);
      break;
    }
    expect(endedSpans()).toEqual([]);
  });

  test('O2: a provider that is registered later is seen by the next call and the next event', async () => {
    stopRecording();
    bench.instrument();
    const subscription = bench.client.subscribeToStream('a');
    const active: unknown[] = [];
    subscription.on('data', () => active.push(trace.getActiveSpan()?.spanContext()));
    await bench.client.appendToStream('a', orderPlaced());
    await eventually(() => expect(active).toEqual([undefined]));
    startRecording();
    await bench.client.appendToStream('a', orderPlaced());
    await eventually(() => expect(active).toHaveLength(2));
    expect(isSpanContextValid(active[1] as never)).toBe(true);
    await eventually(() => expect(spanNames().sort()).toEqual(['streams.append', 'streams.subscribe']));
  });

  test('T1: says what is wrong with a class or an option', () => {
    expect(() => instrumentKurrentDB({} as never)).toThrow(
      /instrumentKurrentDB\(\): expected the client class, as in instrumentKurrentDB\(KurrentDBClient\)/,
    );
    expect(() => instrumentKurrentDB(undefined as never)).toThrow(TypeError);
    // @ts-expect-error: there is no such option
    expect(() => instrumentKurrentDB(KurrentDBClient, { relations: 'links' })).toThrow(
      "instrumentKurrentDB(): unknown option 'relations'. The options are append, subscribe, correlation,",
    );
    // @ts-expect-error: there is no such correlation
    expect(() => instrumentKurrentDB(KurrentDBClient, { correlation: 'child' })).toThrow(
      `the option 'correlation' is 'child'; expected 'parent', 'links' or 'both'.`,
    );
  });
});
