import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { grpcReceiver, httpReceiver, type Receiver } from '../exporters/receivers';
import { codeBlocks, root, typeErrors } from './code-blocks';
import { runProgram } from './run-program';

const FILE = 'docs/exporters.md';
const START_TRACING = 'examples/exporters/start-tracing.ts';

// The blocks import the page's own set-up, which is a file of the examples.
const blocks = codeBlocks(FILE, 'ts').map((code) =>
  code.replace("'./start-tracing.js'", `'../../${START_TRACING.replace(/ts$/, 'js')}'`),
);
const [setUp, nodeSdk, tree, objects, protobuf, json, grpc, keyed, jaeger, zipkin, sampling, projection] =
  blocks as [string, ...string[]];

let receiver: Receiver | undefined;
async function receive(listening: Promise<Receiver>): Promise<string> {
  receiver = await listening;
  return `127.0.0.1:${receiver.port}`;
}
afterEach(async () => {
  await receiver?.close();
  receiver = undefined;
});

const HELLO = `import { withSpan } from 'otel-traced'; withSpan('hello', { attributes: { answer: 42 } }, () => {});`;
const STOP = ';stop();';

/** Runs a block, makes a span, stops; gives what was printed. */
async function spanThrough(block = '', env: Record<string, string> = {}, action = HELLO): Promise<string> {
  const { code, stdout, stderr } = await runProgram(block + action + STOP, env);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

const received = () =>
  receiver?.spans.map(({ service, name, attributes }) => ({ service, name, attributes }));
const RECEIVED = { service: 'orders', name: 'hello', attributes: { answer: 42 } };

test('every block compiles in strict mode', () => {
  expect(blocks).toHaveLength(12);
  expect(typeErrors(blocks)).toEqual([]);
});

test('the set-up is the one of the examples', () => {
  expect(setUp).toBe(readFileSync(resolve(root, START_TRACING), 'utf8'));
});

test('NodeSDK exports, and stops at SIGTERM', async () => {
  const address = await receive(httpReceiver());
  const { code } = await runProgram(
    `${nodeSdk} ${HELLO}; process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 60_000);`,
    {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://${address}`,
    },
  );
  expect(code).toBe(0);
  expect(received()).toEqual([RECEIVED]);
});

test('console: a tree, and an object', async () => {
  expect(await spanThrough(tree)).toMatch(/^\[hello\] .*ms\n {4}answer: 42\n$/);
  expect(await spanThrough(objects)).toMatch(/name: 'hello',.*attributes: \{ answer: 42 \}/s);
});

test.each([
  ['protobuf', protobuf, '/v1/traces application/x-protobuf plain'],
  ['JSON', json, '/v1/traces application/json plain'],
  [
    'sampling, as far as a trace is kept',
    sampling?.replace('(0.1)', '(1)'),
    '/v1/traces application/x-protobuf plain',
  ],
])('OTLP over HTTP: %s', async (_, block, request) => {
  await spanThrough(block, { OTEL_EXPORTER_OTLP_ENDPOINT: `http://${await receive(httpReceiver())}` });
  expect(receiver?.requests).toEqual([request]);
  expect(received()).toEqual([RECEIVED]);
});

test('sampling leaves out what is not kept', async () => {
  const none = sampling?.replace('(0.1)', '(0)');
  await spanThrough(none, { OTEL_EXPORTER_OTLP_ENDPOINT: `http://${await receive(httpReceiver())}` });
  expect(received()).toEqual([]);
});

test('OTLP over gRPC', async () => {
  await spanThrough(grpc, { OTEL_EXPORTER_OTLP_ENDPOINT: `http://${await receive(grpcReceiver())}` });
  expect(received()).toEqual([RECEIVED]);
});

test('a key goes into the headers', async () => {
  const address = await receive(httpReceiver());
  const block = keyed?.replace('https://api.honeycomb.io', `http://${address}`);
  await spanThrough(block, { HONEYCOMB_API_KEY: 'secret' });
  expect(receiver?.headers).toMatchObject({ 'x-honeycomb-team': 'secret' });
  expect(received()).toEqual([RECEIVED]);
});

test('Jaeger through OTLP', async () => {
  const address = await receive(httpReceiver());
  await spanThrough(jaeger?.replace('localhost:4318', address));
  expect(received()).toEqual([RECEIVED]);
});

test('Zipkin, whose attributes are text', async () => {
  const address = await receive(httpReceiver());
  await spanThrough(zipkin, { OTEL_EXPORTER_ZIPKIN_ENDPOINT: `http://${address}/api/v2/spans` });
  expect(received()).toMatchObject([{ ...RECEIVED, attributes: { answer: '42' } }]);
});

test.each([
  ['production', []],
  ['development', ['OrderSummaryProjection.handle']],
])('a projection in %s', async (environment, names) => {
  const address = await receive(httpReceiver());
  const handle = `${projection} new OrderSummaryProjection().handle({ type: 'OrderPlaced' });`;
  await spanThrough(
    json,
    { NODE_ENV: environment, OTEL_EXPORTER_OTLP_ENDPOINT: `http://${address}` },
    handle,
  );
  expect(receiver?.spans.map(({ name }) => name)).toEqual(names);
});

test('the commands are those of package.json', () => {
  const { scripts, bin } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'));
  const [example, doctor] = codeBlocks(FILE, 'sh') as [string, string];
  const [, script, name] = /^npm run (\S+) -- (\S+)\n$/.exec(example) ?? [];
  expect(scripts[script ?? '']).toContain('examples/exporters/main.ts');
  expect(readFileSync(resolve(root, 'examples/exporters/main.ts'), 'utf8')).toContain(` ${name}: `);
  expect(Object.keys(bin)).toContain(doctor.split(' ')[1]);
});
