import { spawn } from 'node:child_process';
import type { Finding } from './finding.js';
import { printable } from './printable.js';

export interface PreloadedRun {
  readonly exitCode: number;
  /** Why a module couldn't be loaded, if that is known: the doctor itself didn't run. */
  readonly finding: Finding | undefined;
}

/** Runs the doctor in a new process that loads the application's modules first. */
export function runPreloaded(preloads: readonly string[], flags: readonly string[]): Promise<PreloadedRun> {
  const [script = ''] = process.argv.slice(1);
  const args = [...process.execArgv, ...preloads, script, 'doctor', ...flags];
  const child = spawn(process.execPath, args, { stdio: ['inherit', 'inherit', 'pipe'] });
  let errors = '';
  child.stderr.setEncoding('utf8');
  child.stderr.on('data', (text: string) => {
    process.stderr.write(text);
    errors = (errors + text).slice(-MOST_READ);
  });
  return new Promise((resolve) => {
    child.once('error', (error) => {
      process.stderr.write(`otel-traced doctor: Node could not be started: ${error.message}\n`);
      resolve({ exitCode: 1, finding: undefined });
    });
    child.once('close', (code) =>
      resolve({ exitCode: code === 0 ? 0 : 1, finding: code === 0 ? undefined : decoratorsLeftIn(errors) }),
    );
  });
}

const MOST_READ = 100_000;

// What Node prints for a file that it can't parse: the file and line, the line's text, a mark below it, the error.
const AT_DECORATOR = /^(\S.*):(\d+)\r?\n(.*@.*)\r?\n( *)\^+ *\r?\n\s*SyntaxError: /m;

/** The compiler left decorators in the output, and Node can't parse them. */
function decoratorsLeftIn(errors: string): Finding | undefined {
  const [, file, line, text = '', { length: column } = ''] = AT_DECORATOR.exec(errors) ?? [];
  // Another syntax error may be on a line that has an @ as well.
  if (file === undefined || text.charAt(column) !== '@') return undefined;
  return printable({
    code: 'decorators-left-in',
    seen: `${file}:${line} has a decorator that wasn't compiled (${text.trim()}), and Node can't parse it.`,
    why: 'The module is not loaded: the application ends with this SyntaxError, with or without the doctor.',
    remedy:
      'Compile decorators: with tsc and esbuild, set "target" to ES2022 or lower (ESNext leaves them in). ' +
      "Node's own type stripping removes types only: run TypeScript with tsx, or compile it first. " +
      'Without decorators, use instrument(), traced() and withSpan().',
  });
}
