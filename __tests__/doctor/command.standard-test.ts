import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Project } from './project';
import { SDK, setUp } from './set-up';

let app: Project;
beforeAll(() => {
  app = new Project(SDK);
  app.write('tracing.cjs', setUp());
  app.write('tracing.mjs', `import './tracing.cjs';`);
  app.write('no-propagator.cjs', setUp({ propagator: '' }));
  app.write('fails.cjs', `throw new Error('the set-up failed');`);
  app.write('server.cjs', `require('node:http').createServer().listen(0, '127.0.0.1');`);
});
afterAll(() => app.remove());

test.each([
  ['--require', './tracing.cjs'],
  ['-r', './tracing.cjs'],
  ['--import', './tracing.mjs'],
])('otel-traced doctor %s %s: exit 0 if nothing is wrong', async (...load) => {
  await expect(app.command(['doctor', ...load])).resolves.toEqual({
    code: 0,
    stdout: 'otel-traced doctor: nothing wrong was found.\n',
    stderr: '',
  });
});

test('exit 1 and a paragraph for each finding: what was seen, why it matters, the remedy', async () => {
  const { code, stdout } = await app.command(['doctor', '--require', './no-propagator.cjs']);
  expect(code).toBe(1);
  expect(stdout).toBe(`otel-traced doctor: 1 finding.

1. no-propagator
   seen     No propagator is registered.
   why      Messages and requests are sent without a trace context: the receiver begins a new trace.
   remedy   propagation.setGlobalPropagator(new W3CTraceContextPropagator()), from
            @opentelemetry/core; NodeSDK and NodeTracerProvider.register() do it for you, unless
            OTEL_PROPAGATORS is set.
`);
});

test('without a set-up there is no provider', async () => {
  const { code, stdout } = await app.command(['doctor']);
  expect(code).toBe(1);
  expect(stdout).toContain('1. no-provider');
});

test('--json prints what diagnoseTracing returns', async () => {
  const { code, stdout } = await app.command(['doctor', '--json', '--require', './no-propagator.cjs']);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toEqual(await app.findings(['no-propagator.cjs']));
  expect((await app.command(['doctor', '--json', '--require', './tracing.cjs'])).stdout).toBe('[]\n');
});

test('--ignore leaves out findings that are intended', async () => {
  const args = ['doctor', '--require', './no-propagator.cjs', '--ignore', 'no-propagator'];
  expect((await app.command(args)).code).toBe(0);
  const wrong = await app.command(['doctor', '--ignore', 'no-propagater']);
  expect(wrong.code).toBe(1);
  expect(wrong.stderr).toContain(
    "unknown finding 'no-propagater' in --ignore. The findings are: api-copies,",
  );
});

test('a set-up that keeps the process alive does not keep the command', async () => {
  const args = ['doctor', '--require', './tracing.cjs', '--require', './server.cjs'];
  expect((await app.command(args)).code).toBe(0);
});

test('a set-up that fails is shown, exit 1', async () => {
  const { code, stderr } = await app.command(['doctor', '--require', './fails.cjs']);
  expect(code).toBe(1);
  expect(stderr).toContain('Error: the set-up failed');
});

describe('decorators-left-in', () => {
  const CODE = `class Orders {\n  @Traced()\n  save() {}\n}\n`;

  test.each([
    ['--require', './left-in.cjs'],
    ['--import', './left-in.mjs'],
  ])(
    'doctor %s %s: a file that Node cannot parse because the compiler left decorators in',
    async (flag, file) => {
      app.write('left-in.cjs', CODE);
      app.write('left-in.mjs', `export ${CODE}`);
      const { code, stdout, stderr } = await app.command(['doctor', flag, file, '--json']);
      expect(code).toBe(1);
      expect(stderr).toContain('SyntaxError');
      expect(JSON.parse(stdout)).toEqual([
        {
          code: 'decorators-left-in',
          seen: expect.stringMatching(
            /left-in\.[cm]js:2 has a decorator that wasn't compiled \(@Traced\(\)\)/,
          ),
          why: expect.stringContaining('not loaded'),
          remedy: expect.stringContaining('set "target" to ES2022 or lower'),
        },
      ]);
    },
  );

  test('not for another syntax error, or if the finding is ignored', async () => {
    app.write('typo.cjs', `const mail = 'a@b' 'c';`);
    for (const args of [['./typo.cjs'], ['./left-in.cjs', '--ignore', 'decorators-left-in']]) {
      const { code, stdout, stderr } = await app.command(['doctor', '--require', ...args]);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toContain('SyntaxError');
    }
  });
});

test.each([
  [[], 0],
  [['--help'], 0],
  [['doctor', '--help'], 0],
  [['docter'], 1],
  [['doctor', './tracing.cjs'], 1],
  [['doctor', '--requires', './tracing.cjs'], 1],
  [['doctor', '--require'], 1],
])('otel-traced %j prints its usage', async (args, expected) => {
  const { code, stdout, stderr } = await app.command(args);
  expect(code).toBe(expected);
  expect(expected === 0 ? stdout : stderr).toContain('Usage: otel-traced doctor [options]');
  if (expected === 1) expect(stderr).toMatch(/^otel-traced/);
});

test('npx runs it', async () => {
  const run = promisify(execFile)('npx', ['--no', 'otel-traced', 'doctor', '--require', './tracing.cjs'], {
    cwd: app.folder,
  });
  await expect(run).resolves.toMatchObject({ stdout: 'otel-traced doctor: nothing wrong was found.\n' });
});
