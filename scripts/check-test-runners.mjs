// The testing kit as its users have it: the packed package in a project on jest, one on vitest, one on node:test, and
// with each SDK that it promises. The blocks of docs/testing.md run here on the runner that they are written for.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { install, pack, root, scratchFolder } from './packed.mjs';

const fixtures = join(root, '__tests__', 'consumers', 'runners');
const scratch = scratchFolder('runners');
const { tarball } = pack(scratch);

function installed(name, dependencies) {
  const folder = join(scratch, name);
  mkdirSync(folder);
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ private: true, type: 'module', dependencies }),
  );
  install(folder, [tarball]);
  return folder;
}

const { dependencies } = JSON.parse(readFileSync(join(fixtures, 'package.json'), 'utf8'));
const home = installed('home', dependencies);

const blocks = [...readFileSync(join(root, 'docs/testing.md'), 'utf8').matchAll(/^```ts\n([\s\S]*?)^```$/gm)];
const blocksFor = (runner) =>
  blocks.map(([, code]) => code).filter((code) => code.startsWith(`// ${runner}\n`));

/** A project in its own folder below the installed packages. */
function project(name, type, files) {
  const folder = join(home, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type }));
  for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), content);
  return folder;
}

const fixture = (file) => readFileSync(join(fixtures, file), 'utf8');
const numbered = (codes) =>
  Object.fromEntries(codes.map((code, index) => [`block-${index + 1}.test.ts`, code]));

function tsconfig(types) {
  const compilerOptions = {
    strict: true,
    skipLibCheck: false,
    target: 'es2022',
    lib: ['es2023', 'esnext.disposable'],
    module: 'nodenext',
    noEmit: true,
    types: ['node', ...types],
  };
  return JSON.stringify({ compilerOptions, include: ['*.ts'] });
}

function run(cwd, bin, ...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(home, 'node_modules', bin), ...args], {
    cwd,
    encoding: 'utf8',
    timeout: 600_000,
    env: { ...process.env, CI: 'true', NO_COLOR: '1', FORCE_COLOR: '0' },
  });
  return { status, output: stdout + stderr };
}

function passes(...command) {
  const { status, output } = run(...command);
  assert.equal(status, 0, output);
  return output;
}

function leakFails({ status, output }) {
  assert.notEqual(status, 0, output);
  assert.match(output, /A span was started and not ended:\s+"leak", started at (?:.*\/)?leak\.test\.ts:\d+/);
  assert.match(output, /1 failed/);
  assert.match(output, /1 passed/);
}

describe('a project on jest', () => {
  const folder = project('on-jest', 'commonjs', {
    // The first block throws from a file of this name, which its snapshot shows.
    ...Object.fromEntries(
      blocksFor('jest').map((code, index) => [index ? `block-${index + 1}.test.ts` : 'payments.ts', code]),
    ),
    'globals.test.ts': fixture('globals.jest.ts'),
    'leak.test.ts': fixture('leak.ts'),
    'setup.ts': fixture('setup.ts'),
    'tsconfig.json': tsconfig(['jest']),
    'jest.config.cjs': `module.exports = {
      testEnvironment: 'node',
      testMatch: ['<rootDir>/*.test.ts', '<rootDir>/payments.ts'],
      setupFilesAfterEnv: ['<rootDir>/setup.ts'],
      transform: { '^.+\\\\.ts$': ['ts-jest', { diagnostics: { ignoreCodes: [151002] } }] },
    };`,
  });
  const jest = (...args) => [folder, 'jest/bin/jest.js', ...args];

  it('has types for the global expect and for @jest/globals', () =>
    void passes(folder, 'typescript/bin/tsc', '-p', '.'));
  it('passes every block of the documentation', () => {
    const setUpOnly = blocksFor('jest').findIndex((code) => !/\btest[.(]/.test(code)) + 1;
    passes(...jest('--testPathIgnorePatterns', 'leak', `block-${setUpOnly}\\.`));
  });
  it('fails the test that leaves a span open', () => leakFails(run(...jest('leak'))));
});

describe('a project on vitest', () => {
  const folder = project('on-vitest', 'module', {
    ...numbered(blocksFor('vitest')),
    'types.test.ts': fixture('types.vitest.ts'),
    'leak.test.ts': fixture('leak.ts'),
    'setup.ts': fixture('setup.ts'),
    'tsconfig.json': tsconfig(['vitest/globals']),
    'vitest.config.mjs': "export default { test: { globals: true, setupFiles: ['./setup.ts'] } };",
  });
  const vitest = (...args) => [folder, 'vitest/vitest.mjs', 'run', ...args];

  it('has types', () => void passes(folder, 'typescript/bin/tsc', '-p', '.'));
  it('passes, concurrent tests among it', () => void passes(...vitest('--exclude', 'leak.test.ts')));
  it('fails the test that leaves a span open', () => leakFails(run(...vitest('leak'))));
});

describe('a project on node:test', () => {
  for (const type of ['module', 'commonjs']) {
    it(`passes (${type})`, () => {
      const files = { ...numbered(blocksFor('node:test')), 'tsconfig.json': tsconfig([]) };
      const folder = project(`on-node-${type}`, type, files);
      passes(folder, 'typescript/bin/tsc', '-p', '.');
      passes(folder, 'tsx/dist/cli.mjs', '--test', ...Object.keys(numbered(blocksFor('node:test'))));
    });
  }
});

describe('the recorder', () => {
  const api = { '@opentelemetry/api': '1.9.1' };
  const base = {
    ...api,
    '@opentelemetry/sdk-trace-base': '2.0.0',
    '@opentelemetry/context-async-hooks': '2.0.0',
    '@opentelemetry/sdk-metrics': '2.0.0',
    '@opentelemetry/sdk-logs': '0.200.0',
  };
  const sdk3 = {
    '@opentelemetry/api': '1.10.0',
    '@opentelemetry/sdk-trace': '3.1.1',
    '@opentelemetry/context-async-hooks': '3.1.1',
    '@opentelemetry/sdk-metrics': '3.1.1',
    '@opentelemetry/sdk-logs': '3.1.1',
  };
  const sdk1 = {
    ...api,
    '@opentelemetry/sdk-trace-base': '1.30.1',
    '@opentelemetry/context-async-hooks': '1.30.1',
  };

  function records(folder) {
    cpSync(join(fixtures, 'record.mjs'), join(folder, 'record.mjs'));
    return spawnSync(process.execPath, ['record.mjs'], { cwd: folder, encoding: 'utf8', timeout: 300_000 });
  }

  for (const [name, folder] of [
    ['sdk-trace 2.12', () => home],
    ['sdk-trace-base 2.0', () => installed('base', base)],
    ['sdk-trace 3', () => installed('sdk3', sdk3)],
  ]) {
    it(`records with ${name}, with both copies of the package in one process`, () => {
      const { status, stdout, stderr } = records(folder());
      assert.equal(status, 0, stdout + stderr);
    });
  }

  it('reports what to install if there is no SDK, and that SDK 1 is too old', () => {
    assert.match(
      records(installed('none', api)).stderr,
      /Install what is missing: npm install --save-dev @opentelemetry\/sdk-trace@2 @opentelemetry\/context-async-hooks@2/,
    );
    assert.match(
      records(installed('sdk1', sdk1)).stderr,
      /needs version 2 of @opentelemetry\/sdk-trace-base, and finds version 1/,
    );
  });
});
