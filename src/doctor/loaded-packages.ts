import { builtin } from './builtin.js';

export interface LoadedPackage {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

type ReadFile = (file: string) => string | undefined;

/**
 * The npm packages that scripts were loaded from, each copy once. Code that a bundler put into one file has lost its
 * package.
 */
export async function loadedPackages(scriptUrls: readonly string[]): Promise<readonly LoadedPackage[]> {
  const read = await fileReader();
  const folders = new Set(scriptUrls.map(packageFolder).filter((folder) => folder !== undefined));
  return [...folders].map((folder) => manifest(folder, read)).filter((found) => found !== undefined);
}

/** The package that a package gets when it imports `name`. */
export async function resolvedFrom(folder: string, name: string): Promise<LoadedPackage | undefined> {
  const node = await builtin('node:module');
  const read = await fileReader();
  try {
    const file = node?.createRequire(`${folder}/package.json`).resolve(name);
    const found = file === undefined ? undefined : packageFolder(file);
    return found === undefined ? undefined : manifest(found, read);
  } catch {
    return undefined;
  }
}

async function fileReader(): Promise<ReadFile> {
  const fs = await builtin('node:fs');
  return (file) => {
    try {
      return fs?.readFileSync(file, 'utf8');
    } catch {
      return undefined;
    }
  };
}

function packageFolder(script: string): string | undefined {
  const path = pathOf(script)?.replaceAll('\\', '/');
  return path?.match(/^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/)?.[0];
}

function pathOf(script: string): string | undefined {
  if (!script.startsWith('file:')) return script;
  try {
    const path = decodeURIComponent(new URL(script).pathname);
    return /^\/[A-Za-z]:\//.test(path) ? path.slice(1) : path; // a drive of Windows
  } catch {
    return undefined;
  }
}

function manifest(folder: string, read: ReadFile): LoadedPackage | undefined {
  try {
    const { name, version, peerDependencies = {} } = JSON.parse(read(`${folder}/package.json`) ?? '{}');
    return typeof name === 'string' && typeof version === 'string'
      ? { name, version, folder, peerDependencies }
      : undefined;
  } catch {
    return undefined;
  }
}
