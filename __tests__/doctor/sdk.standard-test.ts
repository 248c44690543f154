import type { Finding } from 'otel-traced/doctor';
import { Project } from './project';
import { SDK, type SetUp, setUp } from './set-up';

let app: Project;
beforeAll(() => {
  app = new Project({
    ...SDK,
    'sdk-1': 'sdk-trace-base-1.30',
    '@opentelemetry/sdk-node': '@opentelemetry/sdk-node',
  });
});
afterAll(() => app.remove());

async function findingsOf(parts: SetUp, env: Record<string, string> = {}): Promise<Finding[]> {
  app.write('tracing.cjs', setUp(parts));
  return app.findings(['tracing.cjs'], {}, env);
}

describe('no-context-manager', () => {
  test('none is registered', async () => {
    const findings = await findingsOf({ contextManager: '' });
    expect(findings).toEqual([
      {
        code: 'no-context-manager',
        seen: 'No context manager is registered.',
        why: expect.stringContaining('parents'),
        remedy: expect.stringContaining('AsyncLocalStorageContextManager'),
      },
    ]);
  });

  test('one that loses the context at the first await', async () => {
    const findings = await findingsOf({
      contextManager: `context.setGlobalContextManager(new (require('@opentelemetry/sdk-trace').StackContextManager)().enable());`,
    });
    expect(findings).toMatchObject([
      { code: 'no-context-manager', seen: expect.stringContaining('at the first await') },
    ]);
  });

  test('one that is registered and does nothing', async () => {
    const findings = await findingsOf({
      contextManager: `const { ROOT_CONTEXT } = require('@opentelemetry/api');
        context.setGlobalContextManager({ active: () => ROOT_CONTEXT, with: (_, fn, self, ...args) => fn.apply(self, args),
          bind: (_, target) => target, enable() { return this }, disable() { return this } });`,
    });
    expect(findings).toMatchObject([
      { code: 'no-context-manager', seen: expect.stringContaining('is registered, but') },
    ]);
  });
});

describe('no-propagator', () => {
  test('none is registered', async () => {
    const findings = await findingsOf({ propagator: '' });
    expect(findings).toMatchObject([{ code: 'no-propagator', seen: 'No propagator is registered.' }]);
  });

  test('one that writes no trace context, as OTEL_PROPAGATORS asked', async () => {
    app.write(
      'tracing.cjs',
      `const { NodeSDK, tracing } = require('@opentelemetry/sdk-node');
       new NodeSDK({ traceExporter: new tracing.InMemorySpanExporter() }).start();`,
    );
    const findings = await app.findings(['tracing.cjs'], {}, { OTEL_PROPAGATORS: 'baggage' });
    expect(findings).toMatchObject([
      { code: 'no-propagator', seen: expect.stringContaining("OTEL_PROPAGATORS is 'baggage'") },
    ]);
  });
});

describe('provider-not-registered', () => {
  const second = `const mine = new TracerProvider({ spanProcessors: [new BatchSpanProcessor({ exporter: new InMemorySpanExporter() })] });
    globalThis.mine = mine;`;
  const first = `trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: new InMemorySpanExporter() })] }));`;

  test('a second set-up whose registration the API refused', async () => {
    const findings = await findingsOf({
      provider: `${first} ${second} trace.setGlobalTracerProvider(mine);`,
    });
    expect(findings).toEqual([
      {
        code: 'provider-not-registered',
        seen: expect.stringMatching(
          /^a TracerProvider with SimpleSpanProcessor.* is the registered one, and there is one that isn't: a TracerProvider with BatchSpanProcessor.*, InMemorySpanExporter\.$/,
        ),
        why: expect.stringContaining('keeps the first registration'),
        remedy: expect.stringContaining('give all span processors to one provider'),
      },
    ]);
    // What it says is so: the second provider sees no span.
    const { stdout } = await app.node([
      '-r',
      './tracing.cjs',
      '-p',
      `require('otel-traced').withSpan('call', () => {}); mine.forceFlush(); require('@opentelemetry/api').trace.getTracerProvider().getDelegate() === mine`,
    ]);
    expect(stdout).toBe('false\n');
  });

  test('a provider that nobody registered', async () => {
    const findings = await findingsOf({ provider: second });
    expect(findings).toMatchObject([
      { code: 'no-provider' },
      {
        code: 'provider-not-registered',
        seen: expect.stringContaining('No tracer provider is registered, and there is one'),
        remedy: expect.stringContaining('trace.setGlobalTracerProvider(provider)'),
      },
    ]);
  });

  test.each([
    ['was shut down', `${first} ${second} mine.shutdown();`],
    ['has no span processor', `${first} globalThis.mine = new TracerProvider();`],
    [
      'is called by the registered one',
      `${second} trace.setGlobalTracerProvider({ mine, getTracer: (...names) => mine.getTracer(...names) });`,
    ],
  ])('not one that %s', async (_, provider) => {
    expect(await findingsOf({ provider })).toEqual([]);
  });
});

describe('sampler-drops-all', () => {
  test.each([
    ['new sdk.AlwaysOffSampler()', 'AlwaysOffSampler', 'nothing is exported'],
    ['new sdk.TraceIdRatioBasedSampler(0)', 'TraceIdRatioBased{0}', 'nothing is exported'],
    [
      'new sdk.ParentBasedSampler({ root: new sdk.AlwaysOffSampler() })',
      'AlwaysOffSampler',
      'Only traces that a caller sampled',
    ],
    [
      `{ shouldSample: () => ({ decision: 1 }), toString: () => 'RecordsOnly' }`,
      'RecordsOnly',
      'nothing is exported',
    ],
  ])('%s', async (sampler, named, why) => {
    expect(await findingsOf({ sampler })).toMatchObject([
      { code: 'sampler-drops-all', seen: expect.stringContaining(named), why: expect.stringContaining(why) },
    ]);
  });

  test('by OTEL_TRACES_SAMPLER, on NodeSDK', async () => {
    app.write(
      'tracing.cjs',
      `const { NodeSDK, tracing } = require('@opentelemetry/sdk-node');
       new NodeSDK({ traceExporter: new tracing.InMemorySpanExporter() }).start();`,
    );
    const findings = await app.findings(['tracing.cjs'], {}, { OTEL_TRACES_SAMPLER: 'always_off' });
    expect(findings).toMatchObject([
      { code: 'sampler-drops-all', seen: expect.stringContaining('OTEL_TRACES_SAMPLER=always_off') },
    ]);
  });

  test.each(['new sdk.TraceIdRatioBasedSampler(0.0001)', '{ shouldSample: () => ({ decision: 2 }) }'])(
    'not %s, which keeps some',
    async (sampler) => {
      expect(await findingsOf({ sampler })).toEqual([]);
    },
  );
});

describe('no-span-processor', () => {
  test('the SDK was given none', async () => {
    expect(await findingsOf({ spanProcessors: '[]' })).toMatchObject([
      { code: 'no-span-processor', seen: 'The TracerProvider has no span processor.' },
    ]);
  });

  test('nor was SDK 1', async () => {
    const provider = `trace.setGlobalTracerProvider(new (require('sdk-1').BasicTracerProvider)());`;
    expect(await findingsOf({ provider })).toMatchObject([{ code: 'no-span-processor' }]);
  });

  test('a provider that is not of OpenTelemetry is not judged', async () => {
    const provider = 'trace.setGlobalTracerProvider({ getTracer: () => ({}) });';
    expect(await findingsOf({ provider })).toEqual([]);
  });
});

describe('simple-processor-in-production', () => {
  const simple = '[new SimpleSpanProcessor({ exporter: new InMemorySpanExporter() })]';
  const simpleOfSdk1 = `const old = require('sdk-1');
    const provider = new old.BasicTracerProvider();
    provider.addSpanProcessor(new old.SimpleSpanProcessor(new InMemorySpanExporter()));
    trace.setGlobalTracerProvider(provider);`;
  // A processor that hands on what it lets pass, as people write them.
  const wrapped = `[{ inner: new SimpleSpanProcessor({ exporter: new InMemorySpanExporter() }),
    onStart() {}, onEnd(span) { this.inner.onEnd(span) }, async forceFlush() {}, async shutdown() {} }]`;

  test.each([
    ['SDK 2', { spanProcessors: simple }],
    ['SDK 1', { provider: simpleOfSdk1 }],
    ['one within another', { spanProcessors: wrapped }],
  ])('%s', async (_, parts) => {
    expect(await findingsOf(parts, { NODE_ENV: 'production' })).toMatchObject([
      { code: 'simple-processor-in-production', seen: expect.stringContaining('InMemorySpanExporter') },
    ]);
  });

  test('is no finding elsewhere', async () => {
    expect(await findingsOf({ spanProcessors: simple }, { NODE_ENV: 'development' })).toEqual([]);
  });
});
