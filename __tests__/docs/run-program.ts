import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { PROCESS_LIMIT } from '../support/long-running';
import { mode, root } from './code-blocks';

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const home = process.env.OTEL_TRACED_PACKAGE ?? root;

/** The package's public names, as src or as the built files of an installed package. */
function publicNames(): Record<string, string> {
  const { exports } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  const entries = Object.entries(exports as Record<string, { require?: { default: string } }>);
  return Object.fromEntries(
    entries.flatMap(([subpath, entry]) => {
      if (entry.require === undefined) return [];
      const built = entry.require.default;
      const file = home === root ? built.replace('./dist/cjs/', 'src/').replace(/\.js$/, '.ts') : built;
      return [[subpath.replace('.', 'otel-traced'), join(home, file)]];
    }),
  );
}

/**
 * Runs TypeScript in a process of its own, its decorators compiled as this project has them: for what jest's modules do
 * not allow, such as the exporters' dynamic imports. Imports are looked up as from this folder.
 */
export async function runProgram(
  contents: string,
  env: Record<string, string | undefined> = {},
  flags: readonly string[] = [],
): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'otel-traced-docs-'));
  const file = join(folder, 'program.cjs');
  const { outputFiles } = buildSync({
    stdin: { contents, resolveDir: __dirname, loader: 'ts' },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'es2022',
    alias: publicNames(),
    external: ['@opentelemetry/*', 'reflect-metadata', 'reflect-metadata/*'],
    tsconfigRaw: { compilerOptions: { experimentalDecorators: mode === 'legacy' } },
  });
  writeFileSync(file, outputFiles[0]?.text ?? '');
  const { NODE_OPTIONS: _, NODE_ENV: __, FORCE_COLOR: ___, ...inherited } = process.env;
  const options = {
    env: { ...inherited, NODE_PATH: join(root, 'node_modules'), ...env },
    timeout: PROCESS_LIMIT,
  };
  try {
    return await new Promise((resolve) => {
      execFile(process.execPath, [...flags, file], options, (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code ?? -1), stdout, stderr }),
      );
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
