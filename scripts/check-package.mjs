// What the package promises to those who install it: the right files, entry points that resolve, types that match.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { command, manifest, pack, root, scratchFolder } from './packed.mjs';

const { tarball, files } = pack(scratchFolder('package'));

function passes(name, ...args) {
  const { status, stdout, stderr } = spawnSync(command(name), args, { cwd: root, encoding: 'utf8' });
  assert.equal(
    status,
    0,
    `${name} ${args.join(' ')}
${stdout}${stderr}`,
  );
}

const pathsIn = (value) =>
  typeof value === 'string' ? [value] : Object.values(value ?? {}).flatMap(pathsIn);

describe('the package', () => {
  it('holds built files, its manifest, README, LICENSE and CHANGELOG, and nothing else', () => {
    const named = ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md'];
    for (const file of named) assert.ok(files.includes(file), `${file} is missing`);
    const built = /^dist\/(esm|cjs)\/.+\.(js|d\.ts)$|^dist\/cjs\/package\.json$/;
    assert.deepEqual(
      files.filter((file) => !named.includes(file) && !built.test(file)),
      [],
    );
  });

  it('holds every file that its manifest names', () => {
    const { exports, main, types, typesVersions, bin } = manifest;
    for (const path of pathsIn([exports, main, types, typesVersions, bin])) {
      assert.ok(files.includes(path.replace('./', '')), `${path} is missing`);
    }
  });

  it('is sound for bundlers and Node (publint)', () => passes('publint', tarball, '--strict'));

  it('has types for every way to resolve it (attw)', () => passes('attw', tarball, '--no-emoji'));

  it('has no unused file, export or dependency (knip)', () => passes('knip', '--no-progress'));
});
