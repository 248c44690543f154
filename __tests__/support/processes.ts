import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import './long-running';

const root = resolve(__dirname, '../..');
const tsx = require.resolve('tsx/cli');
const started: ChildProcess[] = [];

/** A program that runs, and what it has printed. */
export interface Running {
  output(): string;
  /** Waits until the program has printed `text`; fails where it ends before. */
  printed(text: string): Promise<void>;
  /** Waits until the program has ended by itself. */
  ended(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a program. `stopAll` ends it at the latest. */
export function start(command: string, args: readonly string[], env: Record<string, string> = {}): Running {
  const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env } });
  started.push(child);
  let output = '';
  const onOutput: (() => void)[] = [];
  const listen = (chunk: Buffer) => {
    output += chunk;
    for (const check of onOutput) check();
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  return {
    output: () => output,
    printed: (text) =>
      new Promise((done, fail) => {
        const check = () => output.includes(text) && done();
        onOutput.push(check);
        child.once('close', (code) => fail(new Error(`${command} ended with ${code}:\n${output}`)));
        check();
      }),
    ended: () => ended(child),
    stop: () => stop(child),
  };
}

/** Starts a TypeScript file of the examples. */
export function startExample(file: string, env: Record<string, string> = {}): Running {
  return start(process.execPath, [tsx, '--tsconfig', 'examples/tsconfig.json', `examples/${file}`], env);
}

export async function stopAll(): Promise<void> {
  await Promise.all(started.splice(0).map(stop));
}

/** A port of 127.0.0.1 that nobody listens on at the moment. */
export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer().once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });
}

function ended(child: ChildProcess): Promise<void> {
  if (child.stdout?.closed) return Promise.resolve();
  return new Promise((done) => child.once('close', () => done()));
}

function stop(child: ChildProcess): Promise<void> {
  const closed = ended(child);
  if (child.exitCode === null) child.kill('SIGTERM');
  return closed;
}
