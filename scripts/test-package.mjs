// Runs the suite once more, against the packed and installed package: its built files and its emitted types.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { command, install, manifest, pack, root, scratchFolder } from './packed.mjs';

const folder = scratchFolder('suite');
const { tarball } = pack(folder);
install(folder, [tarball], '--legacy-peer-deps');

// Tests and package share one copy of what both import, as in an application.
for (const name of [...Object.keys(manifest.peerDependencies), ...Object.keys(manifest.dependencies)]) {
  const place = join(folder, 'node_modules', name);
  rmSync(place, { recursive: true, force: true });
  mkdirSync(dirname(place), { recursive: true });
  symlinkSync(join(root, 'node_modules', name), place);
}

const { status } = spawnSync(command('jest'), process.argv.slice(2), {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, OTEL_TRACED_PACKAGE: join(folder, 'node_modules', manifest.name) },
});
process.exitCode = status ?? 1;
