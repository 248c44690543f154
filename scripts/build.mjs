// Builds dist/esm and dist/cjs with the TypeScript compiler, types beside each; before it the waterfall's page.
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { writePage } from './join-page.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');

await writePage();
rmSync(`${root}/dist`, { recursive: true, force: true });
for (const project of ['tsconfig.json', 'tsconfig.cjs.json']) {
  const { status } = spawnSync(process.execPath, [tsc, '-p', project], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}
// The package is an ES module; this tells Node that the files below dist/cjs are not.
writeFileSync(`${root}/dist/cjs/package.json`, '{"type":"commonjs"}\n');
