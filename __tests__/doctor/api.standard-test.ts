import { join } from 'node:path';
import { Project } from './project';
import { SDK, setUp } from './set-up';

const repositoryModules = join(__dirname, '../../node_modules');

let usual: Project;
let mismatched: Project;
beforeAll(() => {
  usual = new Project({ ...SDK, '@opentelemetry/sdk-node': '@opentelemetry/sdk-node' });
  mismatched = new Project({ ...SDK, '@opentelemetry/api': 'api-1.10' });
});
afterAll(() => {
  usual.remove();
  mismatched.remove();
});

/** Puts a package into the project that has its own copy of the API. */
function addLibrary(app: Project, name: string, api: string, code: string): void {
  app.write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0' }));
  app.write(`node_modules/${name}/index.js`, code);
  const modules = join(app.folder, 'node_modules', name, 'node_modules');
  app.install('@opentelemetry/api', join(repositoryModules, api), modules);
}

const codes = (findings: readonly { code: string }[]) => findings.map(({ code }) => code);

describe('no-provider', () => {
  test('nothing is registered: the one finding, whatever else is missing too', async () => {
    const app = usual;
    const [finding, ...others] = await app.findings([]);
    expect(others).toEqual([]);
    expect(finding).toEqual({
      code: 'no-provider',
      seen: 'No tracer provider is registered with @opentelemetry/api.',
      why: expect.stringContaining('plain call'),
      remedy: expect.stringContaining('node --require ./tracing.js'),
    });
  });

  test.each([
    ['OTEL_SDK_DISABLED', 'true'],
    ['OTEL_TRACES_EXPORTER', 'none'],
  ])('%s=%s keeps NodeSDK from registering one', async (name, value) => {
    usual.write('node-sdk.cjs', `new (require('@opentelemetry/sdk-node').NodeSDK)().start();`);
    expect(await usual.findings(['node-sdk.cjs'], {}, { [name]: value })).toMatchObject([
      {
        code: 'no-provider',
        seen: expect.stringContaining(`, and ${name} is ${value}.`),
        remedy: expect.stringContaining(`Start the process without ${name}`),
      },
    ]);
  });

  test('a provider that does nothing is registered', async () => {
    const app = usual;
    app.write(
      'tracing.cjs',
      setUp({
        provider:
          'trace.setGlobalTracerProvider(new (require("@opentelemetry/api").ProxyTracerProvider)().getDelegate());',
      }),
    );
    const [finding] = await app.findings(['tracing.cjs']);
    expect(finding?.seen).toContain('is one that does nothing');
  });
});

describe('copies of the API', () => {
  test('provider-out-of-sight: an older copy registered the provider', async () => {
    const app = usual;
    addLibrary(
      app,
      'company-tracing',
      'api-1.4',
      `const { TracerProvider } = require('@opentelemetry/sdk-trace');
       require('@opentelemetry/api').trace.setGlobalTracerProvider(new TracerProvider());`,
    );
    app.write('tracing.cjs', `require('company-tracing');`);
    const findings = await app.findings(['tracing.cjs']);
    expect(findings[0]).toMatchObject({
      code: 'provider-out-of-sight',
      seen: expect.stringContaining('@opentelemetry/api 1.4.1'),
    });
    expect(findings[1]).toMatchObject({
      code: 'api-copies',
      seen: expect.stringMatching(
        /^2 copies .* 1\.4\.1 in .*company-tracing\/node_modules\/@opentelemetry\/api/,
      ),
      why: expect.stringContaining('versions'),
      // Not the latest: SDK 2 does not work with 1.10, and SDK 3 not on Node 20.
      remedy: expect.stringContaining(
        'npm install @opentelemetry/api@1.9.1, which all loaded packages work with',
      ),
    });
    expect(findings[0]?.remedy).toBe(findings[1]?.remedy);
    // What it says is so: the decorated method makes no span.
    const { stdout } = await app.node([
      '-r',
      './tracing.cjs',
      '-p',
      `require('otel-traced').isTracingEnabled()`,
    ]);
    expect(stdout).toBe('false\n');
  });

  test('api-copies: two of the same version', async () => {
    const app = usual;
    addLibrary(app, 'some-library', '@opentelemetry/api', `require('@opentelemetry/api');`);
    app.write('tracing.cjs', `${setUp()}; require('some-library');`);
    const findings = await app.findings(['tracing.cjs']);
    expect(codes(findings)).toEqual(['api-copies']);
    expect(findings[0]?.why).toContain('Tracers that one copy created');
  });

  test('api-copies: the remedy is a version that the SDK works with, whichever copies there are', async () => {
    const app = usual;
    addLibrary(app, 'newer-library', 'api-1.10', `require('@opentelemetry/api');`);
    app.write('tracing.cjs', `${setUp()}; require('newer-library');`);
    const [finding] = await app.findings(['tracing.cjs']);
    expect(finding?.seen).toMatch(/^2 copies .* 1\.10\.0 in/);
    expect(finding?.remedy).toContain('npm install @opentelemetry/api@1.9.1, which');
    // No copy that is loaded goes with this SDK: no version is named that breaks it.
    addLibrary(mismatched, 'newer-library', 'api-1.10', `require('@opentelemetry/api');`);
    mismatched.write('tracing.cjs', `${setUp()}; require('newer-library');`);
    const copies = (await mismatched.findings(['tracing.cjs'])).find(({ code }) => code === 'api-copies');
    expect(copies?.remedy).toMatch(
      /^Install one version of @opentelemetry\/api that all packages work with \(SDK 1 and 2/,
    );
  });

  test('early-tracer: a tracer of another copy, taken before the provider was registered, is silent for ever', async () => {
    const app = usual;
    addLibrary(
      app,
      'early-library',
      '@opentelemetry/api',
      `exports.tracer = require('@opentelemetry/api').trace.getTracer('early-library');`,
    );
    app.write('tracing.cjs', `globalThis.library = require('early-library'); ${setUp()}`);
    const findings = await app.findings(['tracing.cjs']);
    expect(codes(findings)).toEqual(['api-copies', 'early-tracer']);
    expect(findings[1]?.seen).toContain("'early-library'");
    const { stdout } = await app.node([
      '-r',
      './tracing.cjs',
      '-p',
      `[library.tracer, require('@opentelemetry/api').trace.getTracer('late')].map((tracer) => tracer.startSpan('x').isRecording())`,
    ]);
    expect(stdout).toBe('[ false, true ]\n');
  });

  test('early-tracer: from 1.10 on the builds for import and for require are two instances', async () => {
    const app = mismatched;
    app.write(
      'first.cjs',
      `globalThis.tracer = require('@opentelemetry/api').trace.getTracer('required-first');`,
    );
    app.write(
      'tracing.mjs',
      `import { trace } from '@opentelemetry/api';
       import { TracerProvider } from '@opentelemetry/sdk-trace';
       trace.setGlobalTracerProvider(new TracerProvider());`,
    );
    const ignore = ['api-sdk-mismatch', 'no-context-manager', 'no-propagator', 'no-span-processor'] as const;
    const findings = await app.findings(['first.cjs', 'tracing.mjs'], { ignore });
    expect(codes(findings)).toEqual(['early-tracer']);
    expect(findings[0]?.seen).toContain("'required-first'");
  });

  test('a tracer of the same copy, taken early, is no finding: it wakes up', async () => {
    const app = usual;
    app.write(
      'tracing.cjs',
      `globalThis.tracer = require('@opentelemetry/api').trace.getTracer('early'); ${setUp()}`,
    );
    await expect(app.findings(['tracing.cjs'])).resolves.toEqual([]);
  });
});

describe('api-sdk-mismatch', () => {
  test('SDK 2 with the API 1.10, which npm refuses', async () => {
    const app = mismatched;
    app.write('tracing.cjs', setUp());
    const findings = await app.findings(['tracing.cjs']);
    expect(codes(findings)).toEqual(['api-sdk-mismatch']);
    expect(findings[0]?.seen).toContain(
      '@opentelemetry/sdk-trace 2.12.1 requires @opentelemetry/api >=1.3.0 <1.10.0 and gets 1.10.0',
    );
  });

  test.each([
    ['^1.3.0', true],
    ['^1.9.2', false],
    ['^2.0.0', false],
    ['^0.9.0 || ^1.2.0', true],
    ['~1.9.0', true],
    ['~1.8.0', false],
    ['>= 1.4.0 < 2', true],
    ['>1.9.1', false],
    ['<=1.9.1', true],
    ['1.9.1', true],
    ['1.9.0', false],
    ['*', true],
    ['1.x - 3', true], // not understood: no judgement
  ])('a package that asks for %s and gets 1.9.1: %s', async (range, fits) => {
    const app = usual;
    app.write(
      'node_modules/wants/package.json',
      JSON.stringify({ name: 'wants', version: '1.0.0', peerDependencies: { '@opentelemetry/api': range } }),
    );
    app.write('node_modules/wants/index.js', '');
    app.write('wants.cjs', `${setUp()}; require('wants');`);
    expect(codes(await app.findings(['wants.cjs']))).toEqual(fits ? [] : ['api-sdk-mismatch']);
  });
});
