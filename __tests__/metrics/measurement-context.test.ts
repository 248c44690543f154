import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Context, metrics, trace } from '@opentelemetry/api';
import { type IAttributesProcessor, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { createTracing, type TracedOptions, traced, withSpan } from 'otel-traced';
import { callMetrics, eventBusMetrics, rpcMetrics, subscriptionMetrics } from 'otel-traced/metrics';
import { Metering, registerTracing, unregisterAll } from './recorded-metrics';

beforeEach(unregisterAll);
afterEach(() => {
  subscriptionMetrics('Orders').close();
  unregisterAll();
});

class OnDemandReader extends MetricReader {
  protected onForceFlush = async () => {};
  protected onShutdown = async () => {};
}

/** Metrics by name, with the spans in whose contexts a view saw their measurements. */
function watchContexts(): Record<string, Set<string | undefined>> {
  const seen: Record<string, Set<string | undefined>> = {};
  const watch = (name: string): IAttributesProcessor => ({
    process: (attributes, context?: Context) => {
      seen[name] ??= new Set();
      seen[name].add(context && trace.getSpan(context)?.spanContext().spanId);
      return attributes;
    },
  });
  const names = [
    ...['traced.duration', 'traced.active', 'traced.calls', 'rpc.server.call.duration', 'rpc.requests.total'],
    ...['rpc.request.duration', 'rpc.latency', 'rpc.throughput', 'rpc.errors'],
    ...['subscription.events.processed', 'subscription.events.failed', 'subscription.processing.duration'],
    ...[
      'kafka.eventbus.messages.published',
      'kafka.eventbus.messages.consumed',
      'kafka.eventbus.handler.duration',
    ],
  ];
  const views = names.map((name) => ({ instrumentName: name, attributesProcessors: [watch(name)] }));
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [new OnDemandReader()], views }));
  return seen;
}

const { version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8'));
const bus = eventBusMetrics();
const rpc = rpcMetrics('server', { semconv: 'both' });

describe.each([
  ['traced', callMetrics({ calls: true }), ['traced.active', 'traced.calls', 'traced.duration']],
  [
    'rpc',
    rpc.forMethod('shop.Orders/Place'),
    [
      ...['rpc.latency', 'rpc.request.duration', 'rpc.requests.total'],
      ...['rpc.server.call.duration', 'rpc.throughput'],
    ],
  ],
  [
    'subscription',
    subscriptionMetrics('Orders'),
    ['subscription.events.processed', 'subscription.processing.duration'],
  ],
  ['publishing', bus.publishing(() => ({})), ['kafka.eventbus.messages.published']],
  ['consuming', bus.consuming(() => ({})), ['kafka.eventbus.messages.consumed']],
  ['handling', bus.handling(() => ({ handler: 'h' })), ['kafka.eventbus.handler.duration']],
] as const)('X5: the measurements of %s', (_name, value, expected) => {
  const run = (options: Pick<TracedOptions, 'span'>, fn: () => unknown) =>
    traced('call', { span: options.span, metrics: value }, fn)();

  it.each([
    ['synchronous', () => 1],
    ['asynchronous', async () => new Promise((resolve) => setImmediate(resolve))],
  ])("are recorded in the context of the call's span, a %s call", async (_kind, fn) => {
    const exporter = registerTracing();
    const seen = watchContexts();
    await withSpan('outer', () => run({}, fn));
    const span = exporter.getFinishedSpans().find(({ name }) => name === 'call');
    expect(Object.keys(seen).sort()).toEqual([...expected]);
    for (const contexts of Object.values(seen)) expect([...contexts]).toEqual([span?.spanContext().spanId]);
  });

  it('are recorded in the active context if the call has no span', () => {
    const exporter = registerTracing();
    const seen = watchContexts();
    withSpan('outer', () => run({ span: 'none' }, () => 1));
    const [outer] = exporter.getFinishedSpans();
    for (const contexts of Object.values(seen)) expect([...contexts]).toEqual([outer?.spanContext().spanId]);
  });
});

test('the metrics of components and calls have one instrumentation scope, with the version', async () => {
  const metering = new Metering();
  const subscription = subscriptionMetrics('Scopes');
  subscription.setState('live');
  subscription.eventProcessed(1);
  bus.published();
  bus.setConsumerLag(0);
  rpc.connectionOpened();
  rpc.recordRequest('shop.Orders/Place', 1, true);
  traced('call', { metrics: callMetrics() }, () => 1)();
  const tracing = createTracing({ name: 'shop' });
  tracing.traced('call', { metrics: rpc.forMethod('shop.Orders/Place') }, () => 1)();
  const found = await metering.collect();
  expect(found.length).toBeGreaterThan(10);
  expect([...new Set(found.map(({ scope }) => scope))]).toEqual([`otel-traced@${version}`]);
  subscription.close();
});
