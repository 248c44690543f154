import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import type { ReceivedSpan } from './received-span';
import { grpcReceiver, httpReceiver, type Receiver } from './receivers';
import '../support/long-running';

const root = resolve(__dirname, '../..');
const run = promisify(execFile);

/** Runs an example as its reader does and gives what it printed. */
async function example(name: string, env: Record<string, string> = {}): Promise<string> {
  const { stdout } = await run('npm', ['run', '--silent', 'example:exporters', '--', name], {
    cwd: root,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, NODE_ENV: undefined, ...env },
  });
  return stdout;
}

let receiver: Receiver;
async function receive(listening: Promise<Receiver>): Promise<string> {
  receiver = await listening;
  return `http://127.0.0.1:${receiver.port}`;
}
afterEach(async () => {
  await receiver?.close();
});

const named = (spans: readonly ReceivedSpan[], name: string) => spans.filter((span) => span.name === name);

/** What the orders of the examples must arrive as, whatever the protocol. */
function expectTheOrders(spans: readonly ReceivedSpan[]): void {
  expect(spans.map(({ name }) => name).sort()).toEqual([
    'Orders.place',
    'Orders.place',
    'payments.charge',
    'payments.charge',
  ]);
  const places = named(spans, 'Orders.place');
  const charges = named(spans, 'payments.charge');
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(2);
  for (const span of spans) {
    expect(span).toMatchObject({
      service: 'orders',
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    expect(Math.abs(Date.now() - span.start)).toBeLessThan(3_600_000);
    expect(span.duration).toBeGreaterThan(0);
    expect(span.duration).toBeLessThan(600_000);
  }
  for (const place of places) {
    expect(place).toMatchObject({ kind: 'INTERNAL', parentId: undefined });
    const [charge, ...others] = charges.filter(({ traceId }) => traceId === place.traceId);
    expect(others).toEqual([]);
    expect(charge).toMatchObject({ kind: 'CLIENT', parentId: place.spanId, status: place.status });
  }
  expect(places.map(({ status }) => status)).toEqual([
    { code: 'UNSET' },
    { code: 'ERROR', message: 'card declined' },
  ]);
  expect(places[0]?.events).toEqual([]);
}

/** What OTLP keeps as it is, and Zipkin turns into text or leaves out. */
function expectTheirTypes(spans: readonly ReceivedSpan[]): void {
  expect(new Set(spans.map(({ scope }) => scope))).toEqual(new Set(['otel-traced']));
  expect(named(spans, 'Orders.place').map(({ attributes }) => attributes)).toEqual([
    { 'order.id': 'o-1', 'order.lines': 2, 'order.total': 7.5, 'order.prices': [3, 4], 'order.gift': true },
    {
      'order.id': 'o-2',
      'order.lines': 1,
      'order.total': 5.5,
      'order.prices': [5],
      'order.gift': false,
      'error.type': 'CardDeclinedError',
    },
  ]);
  expect(spans.flatMap(({ events }) => events)).toEqual([
    {
      name: 'exception',
      attributes: {
        'exception.type': 'CardDeclinedError',
        'exception.message': 'card declined',
        'exception.stacktrace': expect.stringContaining('orders.ts'),
      },
    },
  ]);
}

test('console: every span is printed as an object', async () => {
  const output = await example('console');
  expect(output.match(/^ {2}name: '.*'/gm)).toEqual([
    "  name: 'payments.charge'",
    "  name: 'Orders.place'",
    "  name: 'payments.charge'",
    "  name: 'Orders.place'",
  ]);
  expect(output).toContain("'order.total': 7.5");
});

test('tree: every trace is printed as a tree', async () => {
  const output = await example('tree');
  expect(output.match(/^ *\[.*?\]/gm)).toEqual([
    '[Orders.place]',
    '  [payments.charge]',
    '[Orders.place]',
    '  [payments.charge]',
  ]);
});

test('OTLP over HTTP as JSON', async () => {
  await example('otlp-http-json', { OTEL_EXPORTER_OTLP_ENDPOINT: await receive(httpReceiver()) });
  expect(receiver.requests).toEqual(['/v1/traces application/json plain']);
  expectTheOrders(receiver.spans);
  expectTheirTypes(receiver.spans);
});

test('OTLP over HTTP as protobuf, with a key in the headers and compressed', async () => {
  await example('otlp-http-protobuf', {
    OTEL_EXPORTER_OTLP_ENDPOINT: await receive(httpReceiver()),
    OTEL_EXPORTER_OTLP_HEADERS: 'x-honeycomb-team=secret',
    OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
  });
  expect(receiver.requests).toEqual(['/v1/traces application/x-protobuf gzip']);
  expect(receiver.headers).toMatchObject({ 'x-honeycomb-team': 'secret' });
  expectTheOrders(receiver.spans);
  expectTheirTypes(receiver.spans);
});

test('OTLP over gRPC', async () => {
  await example('otlp-grpc', {
    OTEL_EXPORTER_OTLP_ENDPOINT: await receive(grpcReceiver()),
    OTEL_EXPORTER_OTLP_HEADERS: 'x-honeycomb-team=secret',
  });
  expect(receiver.requests).toEqual(['Export']);
  expect(receiver.headers).toMatchObject({ 'x-honeycomb-team': 'secret' });
  expectTheOrders(receiver.spans);
  expectTheirTypes(receiver.spans);
});

test('Zipkin', async () => {
  const url = `${await receive(httpReceiver())}/api/v2/spans`;
  await example('zipkin', { OTEL_EXPORTER_ZIPKIN_ENDPOINT: url });
  expect(receiver.requests).toEqual(['/api/v2/spans application/json plain']);
  expectTheOrders(receiver.spans);
  expect(named(receiver.spans, 'Orders.place')[0]?.attributes).toMatchObject({
    'order.id': 'o-1',
    'order.total': '7.5',
    'order.prices': '3,4',
    'order.gift': 'true',
  });
  expect(receiver.spans.flatMap(({ events }) => events)).toEqual([{ name: 'exception', attributes: {} }]);
});

test('Jaeger through OTLP', async () => {
  await receive(httpReceiver());
  await example('jaeger', { JAEGER_HOST: '127.0.0.1', JAEGER_OTLP_PORT: String(receiver.port) });
  expect(receiver.requests).toEqual(['/v1/traces application/x-protobuf plain']);
  expectTheOrders(receiver.spans);
  expectTheirTypes(receiver.spans);
});

describe('sampling', () => {
  async function sampled(ratio: string, pairs: number): Promise<ReceivedSpan[]> {
    const endpoint = await receive(httpReceiver());
    await example('sampling', {
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      SAMPLE_RATIO: ratio,
      ORDER_PAIRS: String(pairs),
    });
    return receiver.spans;
  }

  test('a tenth of the traces arrives, each whole', async () => {
    const spans = await sampled('0.1', 500);
    const traces = new Set(spans.map(({ traceId }) => traceId));
    // 1,000 traces; fewer than 50 or more than 150 come once in ten million runs.
    expect(traces.size).toBeGreaterThan(50);
    expect(traces.size).toBeLessThan(150);
    expect(named(spans, 'Orders.place')).toHaveLength(traces.size);
    expect(named(spans, 'payments.charge')).toHaveLength(traces.size);
  });

  test('all of them, and none', async () => {
    expect(await sampled('1', 1)).toHaveLength(4);
    await receiver.close();
    expect(await sampled('0', 1)).toHaveLength(0);
  });
});
