// Projects of the package's users, outside the repository: see __tests__/consumers/README.md.
import { execFile } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { install, pack, root, scratchFolder } from './packed.mjs';

const fixtures = join(root, '__tests__', 'consumers');
const { dependencies } = JSON.parse(readFileSync(join(fixtures, 'package.json'), 'utf8'));
const compilers = Object.keys(dependencies).filter((name) => name.startsWith('typescript-'));
const modes = {
  legacy: { experimentalDecorators: true, emitDecoratorMetadata: true },
  standard: { experimentalDecorators: false },
};
const formats = { 'ES module': 'module', CommonJS: 'commonjs' };

const folder = scratchFolder('consumers');
copyFileSync(join(fixtures, 'package.json'), join(folder, 'package.json'));
install(folder, [pack(folder).tarball]);

async function node(cwd, ...args) {
  try {
    await promisify(execFile)(process.execPath, args, { cwd, timeout: 120_000 });
  } catch (error) {
    error.stack = `node ${args.join(' ')}\n${error.stdout}${error.stderr}`;
    throw error;
  }
}

/** Writes a project that uses the package; library checks are on, so an error in the shipped types shows. */
function project(name, mode, type) {
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

describe('a project that uses the package', { concurrency: 2 }, () => {
  for (const compiler of compilers) {
    for (const mode of Object.keys(modes)) {
      for (const [format, type] of Object.entries(formats)) {
        it(`compiles and runs: ${compiler}, ${mode} decorators, ${format}`, async () => {
          const cell = project(`${compiler}-${mode}-${type}`, mode, type);
          await node(cell, join(folder, 'node_modules', compiler, 'bin', 'tsc'), '-p', '.');
          await node(cell, 'out/program.js');
        });
      }
    }
  }

  it('may load the ES module and the CommonJS copy in one process', async () => {
    cpSync(join(fixtures, 'both-copies.mjs'), join(folder, 'both-copies.mjs'));
    await node(folder, 'both-copies.mjs');
  });
});
