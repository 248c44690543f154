import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { metrics } from '@opentelemetry/api';
import type { MeterProvider } from '@opentelemetry/sdk-metrics';
import { enableMetrics } from 'otel-traced/metrics';
import { Metering, registerTracing, unregisterAll } from '../metrics/recorded-metrics';
import { codeBlocks, root, runBlock, typeErrors } from './code-blocks';

const blocks = codeBlocks('docs/metrics.md', 'ts');
const block = (text: string): string => {
  const [found, ...more] = blocks.filter((code) => code.includes(text));
  if (found === undefined || more.length > 0)
    throw new Error(`docs/metrics.md: one block should have '${text}'.`);
  return found.replace(/^export (?=const|class|async)/gm, '');
};

beforeEach(unregisterAll);
afterEach(unregisterAll);

test('every block of docs/metrics.md compiles in strict mode', () => {
  expect(blocks).toHaveLength(8);
  expect(typeErrors(blocks)).toEqual([]);
});

test('the set-up registers a meter provider and lets the option measure', async () => {
  const printed = jest.spyOn(console, 'dir').mockImplementation(() => {});
  try {
    await runBlock(block('ConsoleMetricExporter'));
    await runBlock(block("withSpan('charge'"));
    await (metrics.getMeterProvider() as MeterProvider).shutdown();
    expect(JSON.stringify(printed.mock.calls)).toContain('"name":"traced.duration"');
  } finally {
    printed.mockRestore();
  }
});

test('what is traced is measured', async () => {
  enableMetrics();
  const exporter = registerTracing();
  const metering = new Metering();
  const { answer } = await runBlock(block("withSpan('charge'"), ['answer']);
  expect(answer).toBe('o-1 is paid');
  expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual(['charge', 'Orders.place']);
  expect(await metering.values('traced.duration')).toEqual({
    '{"code.function.name":"Orders.place"}': 1,
    '{"code.function.name":"charge"}': 1,
  });
});

test('@Measured measures without a span', async () => {
  const exporter = registerTracing();
  const metering = new Metering();
  await runBlock(block("@Measured('orders'"));
  expect(exporter.getFinishedSpans()).toEqual([]);
  const series = { '{"code.function.name":"Orders.place","order.channel":"web"}': 1 };
  expect(await metering.values('orders.duration')).toEqual(series);
  expect(await metering.values('orders.calls')).toEqual(series);
});

test('the options do what they say', async () => {
  enableMetrics();
  const metering = new Metering();
  const { exitCode } = await runBlock(block('class Jobs'), ['exitCode']);
  expect(exitCode).toBe(0);
  const series = { '{"job.queue":"default","job.exit_code":0}': 1 };
  expect(await metering.values('jobs.duration')).toEqual(series);
  expect(await metering.values('jobs.finished')).toEqual(series);
  expect((await metering.histogram('jobs.duration')).buckets.boundaries).toEqual([100, 1_000, 10_000]);
});

test('a subscription has the snapshot that stands there', async () => {
  new Metering();
  const code = block('subscriptionMetrics(');
  const { snapshot, metrics: subscription } = await runBlock(code, ['snapshot', 'metrics']);
  (subscription as { close(): void }).close();
  const [, promised] = /\/\/ => (.*)/.exec(code) ?? [];
  expect(snapshot).toEqual(new Function(`return (${promised})`)());
});

test('an event bus is measured by hand and by its methods', async () => {
  new Metering();
  const { snapshot } = await runBlock(block('eventBusMetrics('), ['snapshot']);
  expect(snapshot).toEqual({
    messagesPublished: 1,
    messagesConsumed: 1,
    handlerCalls: 1,
    handlerErrors: 0,
    consumerLag: { 'orders/0': 12 },
  });
});

test('metrics of your own are told of each call', async () => {
  new Metering();
  const { slow } = await runBlock(block('slowCalls'), ['slow']);
  expect(slow).toContain('wait(30) returned');
});

test('the set-up for Prometheus is that of the example', () => {
  expect(blocks.at(-1)).toBe(readFileSync(join(root, 'examples/metrics/setup.ts'), 'utf8'));
});
