import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Project } from '../doctor/project';
import { SDK, setUp } from '../doctor/set-up';
import { codeBlocks, root, typeErrors } from './code-blocks';
import { runProgram } from './run-program';

const FILE = 'docs/troubleshooting.md';
const blocks = codeBlocks(FILE, 'ts');
const [diagnose, enabled, logger, internalError, fields, bound, messages] = blocks as [string, ...string[]];

/** A healthy set-up that prints each span as `name parent-name`, in the order of their ends. */
const SET_UP = `
  import { context as $context, propagation, trace } from '@opentelemetry/api';
  import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
  import { W3CTraceContextPropagator } from '@opentelemetry/core';
  import { TracerProvider } from '@opentelemetry/sdk-trace';
  const names: Record<string, string> = {};
  const done = async () => {};
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [{
    onStart(span) { names[span.spanContext().spanId] = span.name; },
    onEnd(span) { console.log(span.name, names[span.parentSpanContext?.spanId ?? ''] ?? '-'); },
    forceFlush: done, shutdown: done,
  }] }));
  $context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
`;

async function printed(program: string): Promise<string[]> {
  const { code, stdout, stderr } = await runProgram(program);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout.trimEnd().split('\n');
}

/** Top-level await, which CommonJS does not have. */
const inAsyncFunction = (block: string) =>
  block.replace(/^(?!import)[\s\S]*$/m, (rest) => `(async () => {${rest}})();`);

test('every block compiles in strict mode', () => {
  expect(blocks).toHaveLength(7);
  expect(typeErrors(blocks)).toEqual([]);
});

test('the command prints what the page shows', async () => {
  const app = new Project(SDK);
  app.write('tracing.cjs', setUp({ propagator: '' }));
  app.write('tracing.mjs', `import './tracing.cjs';`);
  const [command] = codeBlocks(FILE, 'sh') as [string];
  const [shown] = codeBlocks(FILE, '') as [string];
  const { code, stdout } = await app.command(command.trim().split(' ').slice(2));
  app.remove();
  expect({ code, stdout }).toEqual({ code: 1, stdout: shown });
});

test('every finding is listed, and nothing else', () => {
  const text = readFileSync(resolve(root, FILE), 'utf8');
  const listed = [...text.matchAll(/^\| `([a-z-]+)`/gm)].map(([, code]) => code).sort();
  const types = readFileSync(resolve(root, 'src/doctor/finding.ts'), 'utf8');
  const list = /FINDING_CODES = \[([^\]]*)\]/.exec(types)?.[1] ?? '';
  const codes = [...list.matchAll(/'([a-z-]+)'/g)].map(([, code]) => code).sort();
  expect(listed).toEqual(codes);
});

test('diagnoseTracing is called as shown', async () => {
  const { stderr } = await runProgram(inAsyncFunction(diagnose));
  expect(stderr).toMatch(/^no-provider No tracer provider is registered/);
  const healthy = SET_UP.replace('propagation.setGlobalPropagator(new W3CTraceContextPropagator());', '');
  await expect(runProgram(healthy + inAsyncFunction(diagnose))).resolves.toMatchObject({ stderr: '' });
});

test('isTracingEnabled tells whether a provider is seen', async () => {
  expect(await printed(enabled ?? '')).toEqual(['false']);
  expect(await printed(SET_UP + enabled)).toEqual(['true']);
});

const FAILING = `
  import { Traced } from 'otel-traced';
  class Failing { @Traced({ attributes: () => { throw new Error('no attributes') } }) call() {} }
  new Failing().call();`;

test.each([
  ['diag', logger],
  ['onInternalError', internalError],
])('a failure inside tracing is told to %s', async (_, block) => {
  const { stdout, stderr } = await runProgram(SET_UP + block + FAILING);
  expect(stdout).toContain('Failing.call -');
  expect(stdout + stderr).toMatch(/tracing Failing\.call failed/);
  expect(stdout + stderr).toContain('no attributes');
});

test('a function in a field is traced where it is wrapped', async () => {
  const calls = `const orders = new Orders(); orders.save('1').then(() => orders.load('1'));`;
  expect(await printed(SET_UP + fields + calls)).toEqual(['Orders.save -', 'Orders.load -']);
});

test('what is bound keeps its parent', async () => {
  expect(await printed(SET_UP + bound)).toEqual(['outer -', 'inner outer']);
});

test('a consumer is a child of the producer', async () => {
  const calls = `const message = { headers: {} as Record<string, string>, body: '' }; const mail = new Mail();
    mail.send(message).then(() => mail.receive(message)).then(() => console.log(Object.keys(message.headers).join()));`;
  expect(await printed(SET_UP + messages + calls)).toEqual([
    'Mail.send -',
    'Mail.receive Mail.send',
    'traceparent',
  ]);
});
