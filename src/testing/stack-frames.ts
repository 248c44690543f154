/// <reference types="node" />
import { dirname, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const LIBRARY = /[\\/]node_modules[\\/]|^node:|^internal[\\/]/;

interface Frame {
  readonly caller: string;
  readonly file: string;
  readonly line: string;
}

/**
 * `at charge (payment.ts)`: the first frame of a stack that is no library's (else the very first), without folder and
 * line number, which change with every edit. A stack that is only one file's bottom line gives `undefined`.
 */
export function firstFrame(stack: string): string | undefined {
  const frames = framesOf(stack);
  const frame = frames.find((candidate) => !LIBRARY.test(candidate.file)) ?? frames[0];
  if (!frame) return undefined;
  const file = frame.file.replace(/^.*[\\/]/, '');
  return frame.caller && !frame.caller.includes('<anonymous>')
    ? `at ${frame.caller} (${file})`
    : `at ${file}`;
}

/** `src/payment.ts:12`: where the project's own code, not a library and not this package, made `error`. */
export function ownCaller(error: Error): string | undefined {
  const own = ownFolder();
  const frame = framesOf(error.stack ?? '').find(({ file }) => !LIBRARY.test(file) && !file.startsWith(own));
  if (!frame) return undefined;
  const root = process.cwd() + sep;
  return `${frame.file.startsWith(root) ? frame.file.slice(root.length) : frame.file}:${frame.line}`;
}

/** A stack deep enough to reach the caller through a tracer, a wrapper and a decorator. */
export function takeStack(): Error {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 40;
  const error = new Error('started here');
  Error.stackTraceLimit = limit;
  return error;
}

let folder: string | undefined;

/** The folder of this package's files (`src`, `dist/esm` or `dist/cjs`), with a separator at the end. */
function ownFolder(): string {
  folder ??= dirname(dirname(ownFile())) + sep;
  return folder;
}

/** This file. Neither `import.meta` nor `__filename` exists in both of the formats in which the package is built. */
export function ownFile(): string {
  const prepare = Error.prepareStackTrace;
  Error.prepareStackTrace = (_error, sites) => sites;
  const [site] = new Error().stack as unknown as NodeJS.CallSite[];
  Error.prepareStackTrace = prepare;
  return pathOf(site?.getFileName() ?? '');
}

function framesOf(stack: string): Frame[] {
  return stack.split('\n').flatMap((line) => {
    const parts = /^\s*at (?:(.*?) \()?(.*?):(\d+)(?::\d+)?\)?$/.exec(line);
    if (!parts) return [];
    const [, caller = '', file = '', number = ''] = parts;
    return [
      { caller: caller.replace(/^async /, ''), file: pathOf(file.replace(/^async /, '')), line: number },
    ];
  });
}

function pathOf(file: string): string {
  return file.startsWith('file://') ? fileURLToPath(file) : file;
}
