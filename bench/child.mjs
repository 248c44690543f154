import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs a file of children/ in a new process. @returns the JSON that it printed */
export async function child(file, request = {}, flags = []) {
  const path = fileURLToPath(new URL(`./children/${file}.mjs`, import.meta.url));
  const args = [...flags, '--expose-gc', '--no-warnings', path, JSON.stringify(request)];
  const { stdout } = await run(process.execPath, args, { timeout: 300_000, maxBuffer: 1 << 26 });
  const line = stdout.trim().split('\n').at(-1);
  return JSON.parse(line);
}
