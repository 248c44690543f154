// Projects of the package's users, outside the repository: see __tests__/consumers/README.md.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { install, pack, root, scratchFolder } from './packed.mjs';

const fixtures = join(root, '__tests__', 'consumers');
const { dependencies } = JSON.parse(readFileSync(join(fixtures, 'package.json'), 'utf8'));
const isCompiler = (name) => name.startsWith('typescript-');
const compilers = Object.keys(dependencies).filter(isCompiler);
const openTelemetry = Object.fromEntries(Object.entries(dependencies).filter(([name]) => !isCompiler(name)));

const modes = {
  legacy: { experimentalDecorators: true, emitDecoratorMetadata: true },
  standard: { experimentalDecorators: false },
};
const formats = { 'ES module': 'module', CommonJS: 'commonjs' };

/** Both ends of the peer range; everything else runs on the versions of the fixtures' package.json. */
const peerRange = {
  oldest: { ...openTelemetry, '@opentelemetry/api': '1.4.1' },
  newest: {
    ...openTelemetry,
    '@opentelemetry/api': '1.10.0',
    '@opentelemetry/sdk-trace': '3.1.1',
    '@opentelemetry/context-async-hooks': '3.1.1',
  },
};

/** The lines of Node after the one that runs this script, with the OpenTelemetry that is made for them. */
const newerNodes = ['22.23.3', '24.21.0', '26.10.0'];

const scratch = scratchFolder('consumers');
const { tarball } = pack(scratch);
const home = installed('usual', dependencies);
const tsc = (compiler) => join(home, 'node_modules', compiler, 'bin', 'tsc');

/** A folder with the package and what is named installed. */
function installed(name, packages) {
  const folder = join(scratch, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: packages }));
  install(folder, [tarball]);
  return folder;
}

/** Writes a project that uses the package; library checks are on, so an error in the shipped types shows. */
function project(folder, name, mode, type) {
  const cell = join(folder, name);
  mkdirSync(cell);
  for (const file of ['program.ts', 'inference.ts', `${mode}-only.ts`]) {
    copyFileSync(join(fixtures, file), join(cell, file));
  }
  const compilerOptions = {
    strict: true,
    skipLibCheck: false,
    target: 'es2022',
    lib: ['es2022'],
    module: 'nodenext',
    types: ['node'],
    rootDir: '.',
    outDir: 'out',
    ...modes[mode],
  };
  writeFileSync(join(cell, 'package.json'), JSON.stringify({ private: true, type }));
  writeFileSync(join(cell, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  return cell;
}

const node = (cwd, ...args) => run(process.execPath, cwd, args);

async function run(executable, cwd, args) {
  try {
    return await promisify(execFile)(executable, args, { cwd, timeout: 600_000 });
  } catch (error) {
    error.stack = `${executable} ${args.join(' ')}\n${error.stdout}${error.stderr}`;
    throw error;
  }
}

/** Gives the folder of the compiled project. */
async function compile(folder, name, compiler, mode, type) {
  const cell = project(folder, `${name}-${mode}-${type}`, mode, type);
  await node(cell, tsc(compiler), '-p', '.');
  return cell;
}

async function compilesAndRuns(folder, compiler, mode, type) {
  await node(await compile(folder, compiler, compiler, mode, type), 'out/program.js');
}

async function bothCopiesAgree(folder) {
  copyFileSync(join(fixtures, 'both-copies.mjs'), join(folder, 'both-copies.mjs'));
  await node(folder, 'both-copies.mjs');
}

describe('a project that uses the package', { concurrency: 2 }, () => {
  for (const compiler of compilers) {
    for (const mode of Object.keys(modes)) {
      for (const [format, type] of Object.entries(formats)) {
        const title = `compiles and runs: ${compiler}, ${mode} decorators, ${format}`;
        it(title, () => compilesAndRuns(home, compiler, mode, type));
      }
    }
  }

  it('may load the ES module and the CommonJS copy in one process', () => bothCopiesAgree(home));
});

const folders = {};
for (const [end, packages] of Object.entries(peerRange)) {
  const versions = Object.entries(packages).filter(([name]) => name.startsWith('@opentelemetry/'));
  describe(`with ${versions.map((version) => version.join(' ')).join(', ')}`, () => {
    const folder = installed(end, packages);
    folders[end] = folder;
    for (const type of Object.values(formats)) {
      it(`a ${type} project compiles and runs`, () =>
        compilesAndRuns(folder, 'typescript-6.0', 'standard', type));
    }
    it('both copies of the package agree', () => bothCopiesAgree(folder));
  });
}

const compiled = {};

/** A project with the newest OpenTelemetry, compiled once for all Nodes. */
function compiledWithNewest(mode, type) {
  compiled[`${mode}-${type}`] ??= compile(folders.newest, 'newer-nodes', 'typescript-6.0', mode, type);
  return compiled[`${mode}-${type}`];
}

for (const version of newerNodes) {
  describe(`on Node ${version}`, () => {
    const folder = join(scratch, `node-${version}`);
    mkdirSync(folder);
    install(folder, [`node@${version}`]);
    const executable = join(folder, 'node_modules', 'node', 'bin', 'node');

    it('is that version', async () => {
      assert.equal((await run(executable, folder, ['--version'])).stdout.trim(), `v${version}`);
    });

    for (const mode of Object.keys(modes)) {
      for (const [format, type] of Object.entries(formats)) {
        it(`runs with ${mode} decorators, ${format}`, async () => {
          await run(executable, await compiledWithNewest(mode, type), ['out/program.js']);
        });
      }
    }
  });
}
