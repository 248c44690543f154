import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { manifest, root } from './packed.mjs';

/** The package's peers. An application has them already. */
export const peers = Object.keys(manifest.peerDependencies);
/** The same and reflect-metadata, which an application has once. */
export const peersAndDependencies = [...peers, ...Object.keys(manifest.dependencies)];

/** Bytes after minifying and gzip, as a bundler leaves a module of this text in an application. */
export async function bundleSize(contents, external = peersAndDependencies) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    external: [...external, 'node:*'],
    write: false,
  });
  return gzipSync(outputFiles[0].contents, { level: 9 }).length;
}
