import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { buildSync, transformSync } from 'esbuild';
import type { DiagnoseOptions, Finding } from 'otel-traced/doctor';
import { PROCESS_LIMIT } from '../support/long-running';

// Packages are copied and processes started.
const root = resolve(__dirname, '../..');

interface Manifest {
  readonly dependencies?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
}

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

type Environment = Record<string, string | undefined>;

/**
 * An application in a folder of its own: real npm packages, copied so that each project has copies of its own, and
 * otel-traced as its users have it.
 */
export class Project {
  readonly folder = mkdtempSync(join(tmpdir(), 'otel-traced-doctor-'));

  /** @param packages what to install, by name; a value that differs is the folder of node_modules to take it from */
  constructor(packages: Record<string, string>) {
    this.write('package.json', '{ "private": true }');
    for (const [name, source] of Object.entries(packages))
      this.install(name, join(root, 'node_modules', source));
    this.installOtelTraced();
  }

  /** Copies a package, and what it needs as far as it is not there. */
  install(name: string, source: string, into = join(this.folder, 'node_modules')): void {
    const place = join(into, name);
    if (existsSync(place)) return;
    cpSync(source, place, { recursive: true, dereference: true, filter: isNeeded });
    for (const folder of withNestedPackages(source)) {
      for (const needed of dependenciesOf(folder)) {
        const hoisted = join(root, 'node_modules', needed);
        if (!isNested(needed, folder, source) && existsSync(hoisted)) this.install(needed, hoisted);
      }
    }
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.folder, file)), { recursive: true });
    writeFileSync(join(this.folder, file), text);
  }

  /** Writes a TypeScript module as CommonJS, its decorators compiled as the mode has them. */
  compile(file: string, code: string, mode: 'legacy' | 'standard'): void {
    const tsconfigRaw = { compilerOptions: { experimentalDecorators: mode === 'legacy' } };
    this.write(
      file,
      transformSync(code, { loader: 'ts', format: 'cjs', target: 'es2022', tsconfigRaw }).code,
    );
  }

  /** What the doctor finds in a process that has loaded these files, in order. */
  async findings(
    files: readonly string[],
    options: DiagnoseOptions = {},
    env: Environment = {},
  ): Promise<Finding[]> {
    const loads = files.flatMap((file) => [file.endsWith('.mjs') ? '--import' : '--require', `./${file}`]);
    const program = `require('otel-traced/doctor').diagnoseTracing(${JSON.stringify(options)})
      .then((findings) => process.stdout.write('FINDINGS' + JSON.stringify(findings), () => process.exit(0)))`;
    const { stdout, stderr } = await this.node([...loads, '-e', program], env);
    const [, json] = stdout.split('FINDINGS');
    if (json === undefined) throw new Error(`the process failed: ${stderr}`);
    return JSON.parse(json);
  }

  /** Runs the command as `npx otel-traced` does. */
  command(args: readonly string[], env: Environment = {}): Promise<Outcome> {
    return this.node([join(this.folder, 'node_modules/.bin/otel-traced'), ...args], env);
  }

  node(args: readonly string[], env: Environment = {}): Promise<Outcome> {
    const { NODE_OPTIONS: _, NODE_ENV: __, ...inherited } = process.env;
    return new Promise((done) => {
      const options = { cwd: this.folder, env: { ...inherited, ...env }, timeout: PROCESS_LIMIT };
      execFile(process.execPath, [...args], options, (error, stdout, stderr) => {
        done({ code: error === null ? 0 : Number(error.code ?? -1), stdout, stderr });
      });
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private installOtelTraced(): void {
    const place = join(this.folder, 'node_modules/otel-traced');
    const installed = process.env.OTEL_TRACED_PACKAGE;
    if (installed === undefined) buildInto(place);
    else cpSync(installed, place, { recursive: true, dereference: true, filter: isNeeded });
    this.install('reflect-metadata', join(root, 'node_modules/reflect-metadata'));
    const { bin } = JSON.parse(readFileSync(join(place, 'package.json'), 'utf8'));
    mkdirSync(join(this.folder, 'node_modules/.bin'));
    symlinkSync(join(place, bin['otel-traced']), join(this.folder, 'node_modules/.bin/otel-traced'));
  }
}

function buildInto(place: string): void {
  for (const format of ['cjs', 'esm'] as const) {
    buildSync({
      entryPoints: [join(root, 'src/**/*.ts')],
      outdir: join(place, 'dist', format),
      format,
      platform: 'node',
      target: 'es2022',
    });
  }
  writeFileSync(join(place, 'dist/cjs/package.json'), '{"type":"commonjs"}');
  cpSync(join(root, 'package.json'), join(place, 'package.json'));
}

/** A package's folder, and those of the packages that npm put below it. */
function withNestedPackages(folder: string): string[] {
  const modules = join(folder, 'node_modules');
  const names = existsSync(modules) ? readdirSync(modules).filter((name) => !name.startsWith('.')) : [];
  const packages = names.flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(modules, name)).map((scoped) => join(name, scoped)) : [name],
  );
  return [folder, ...packages.flatMap((name) => withNestedPackages(join(modules, name)))];
}

function isNested(name: string, from: string, top: string): boolean {
  for (let folder = from; folder.startsWith(top); folder = dirname(folder)) {
    if (existsSync(join(folder, 'node_modules', name))) return true;
  }
  return false;
}

function dependenciesOf(folder: string): string[] {
  const manifest: Manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return Object.keys({ ...manifest.peerDependencies, ...manifest.dependencies });
}

/** Not what only browsers, bundlers and editors read. */
function isNeeded(path: string): boolean {
  return !/\.(map|d\.[cm]?ts|md)$|\/build\/(esm|esnext)$/.test(path);
}
