// The package as a user gets it: packed from dist, installed in a folder outside the repository.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
export const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** A command of this repository's node_modules. */
export const command = (name) => join(root, 'node_modules', '.bin', name);

const npm = (args, cwd) =>
  execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

// Without a handler a signal ends the process with its scratch folders left behind.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));

/** A new empty folder that is removed when the process ends. */
export function scratchFolder(purpose) {
  const folder = mkdtempSync(join(tmpdir(), `otel-traced-${purpose}-`));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Throws unless dist was built after the last change of src. */
export function assertBuilt() {
  const modified = (path) => statSync(join(root, path)).mtimeMs;
  // The build writes this file last.
  const built = existsSync(join(root, 'dist/cjs/package.json')) ? modified('dist/cjs/package.json') : 0;
  const newer = readdirSync(join(root, 'src'), { recursive: true }).find(
    (file) => modified(`src/${file}`) > built,
  );
  if (newer) throw new Error(`dist is missing or older than src/${newer}: run \`npm run build\` first.`);
}

/** Packs dist into `folder`; gives the tarball's path and the names of the files inside. */
export function pack(folder) {
  assertBuilt();
  const [{ filename, files }] = JSON.parse(
    npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root),
  );
  return { tarball: join(folder, filename), files: files.map((file) => file.path) };
}

/** Installs packages (the tarball among them) below `folder` as a user would. */
export function install(folder, packages, ...flags) {
  if (!existsSync(join(folder, 'package.json')))
    writeFileSync(join(folder, 'package.json'), '{"private":true}\n');
  npm(
    ['install', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error', ...flags, ...packages],
    folder,
  );
}
