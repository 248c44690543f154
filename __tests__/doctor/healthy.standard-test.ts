import { Project } from './project';
import { SDK, setUp } from './set-up';

const projects: Project[] = [];
function project(packages: Record<string, string>): Project {
  const created = new Project(packages);
  projects.push(created);
  return created;
}
afterAll(() => {
  for (const created of projects) created.remove();
});

describe('a healthy set-up has no findings', () => {
  const app = project({ ...SDK, '@opentelemetry/sdk-node': '@opentelemetry/sdk-node' });

  test('on @opentelemetry/sdk-trace', async () => {
    app.write('tracing.cjs', setUp());
    await expect(app.findings(['tracing.cjs'])).resolves.toEqual([]);
  });

  test('as an ES module', async () => {
    app.write(
      'tracing.mjs',
      `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url); ${setUp()}`,
    );
    await expect(app.findings(['tracing.mjs'])).resolves.toEqual([]);
  });

  test('on NodeSDK, in production', async () => {
    app.write(
      'tracing.cjs',
      `const { NodeSDK, tracing } = require('@opentelemetry/sdk-node');
       const exporter = new tracing.InMemorySpanExporter();
       new NodeSDK({ spanProcessors: [new tracing.BatchSpanProcessor({ exporter })] }).start();`,
    );
    await expect(app.findings(['tracing.cjs'], {}, { NODE_ENV: 'production' })).resolves.toEqual([]);
  });

  test.each(['@opentelemetry/api', 'api-1.4'])('on SDK 1.30 and %s', async (api) => {
    const old = project({ ...SDK, '@opentelemetry/api': api, sdk: 'sdk-trace-base-1.30' });
    const provider = `const { BasicTracerProvider, BatchSpanProcessor: Batch, ParentBasedSampler, TraceIdRatioBasedSampler } = require('sdk');
      const sampler = new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(0.001) });
      const provider = new BasicTracerProvider({ sampler });
      provider.addSpanProcessor(new Batch(new InMemorySpanExporter()));
      trace.setGlobalTracerProvider(provider);`;
    old.write('tracing.cjs', setUp({ provider }));
    await expect(old.findings(['tracing.cjs'], {}, { NODE_ENV: 'production' })).resolves.toEqual([]);
  });
});

test('nothing is changed, no span is made, and the heap is looked at only if wished', async () => {
  const app = project(SDK);
  app.write(
    'tracing.cjs',
    `${setUp({ spanProcessors: '[new BatchSpanProcessor({ exporter: (globalThis.exporter = new InMemorySpanExporter()) })]' })}
     const before = Reflect.ownKeys(globalThis);
     const tracers = () => [...trace.getTracerProvider().getDelegate()._tracers.keys()];
     setTimeout(() => {}, 60_000);
     process.once('exit', () => {
       process.stdout.write('STATE' + JSON.stringify({
         added: Reflect.ownKeys(globalThis).filter((key) => !before.includes(key)).map(String),
         tracers: tracers(),
         spans: globalThis.exporter.getFinishedSpans().length,
       }));
     });`,
  );
  for (const inspect of [true, false]) {
    const { stdout } = await app.node([
      '--require',
      './tracing.cjs',
      '-e',
      `require('otel-traced/doctor').diagnoseTracing({ inspect: ${inspect} }).then(() => process.exit())`,
    ]);
    const state = JSON.parse(stdout.split('STATE')[1] ?? '{}');
    expect(state).toEqual({ added: expect.any(Array), tracers: [], spans: 0 });
    expect(state.added.filter((name: string) => name.includes('otel-traced'))).toEqual([]);
  }
});
