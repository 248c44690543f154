import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { PROCESS_LIMIT } from '../support/long-running';

const run = promisify(execFile);
const root = `${__dirname}/../..`;
const installed = process.env.OTEL_TRACED_PACKAGE;
const entry = installed === undefined ? `${root}/src/index.ts` : `${installed}/dist/esm/index.js`;

/** The names of the spans that a process of its own makes under this environment. */
async function spansUnder(
  environment: Record<string, string>,
): Promise<{ first: string[]; configured: string[] }> {
  const { stdout } = await run(process.execPath, ['--import', 'tsx', `${__dirname}/environment-program.ts`], {
    cwd: root,
    env: { ...process.env, OTEL_TRACED_EXCLUDE: '', OTEL_TRACED_DISABLED: '', ...environment, ENTRY: entry },
    timeout: PROCESS_LIMIT,
  });
  return JSON.parse(stdout) as { first: string[]; configured: string[] };
}

const ALL = ['Orders.place', 'cancel order', 'price', 'load order'];

describe('the environment of a process', () => {
  it.each<[string, Record<string, string>, { first: string[]; configured: string[] }]>([
    [
      'says nothing: everything is traced',
      {},
      { first: ALL, configured: ['Orders.place', 'cancel order', 'load order'] },
    ],
    [
      'switches everything off, whatever the code says',
      { OTEL_TRACED_DISABLED: 'true' },
      { first: [], configured: [] },
    ],
    ['may shout', { OTEL_TRACED_DISABLED: ' TRUE ' }, { first: [], configured: [] }],
    ['may say 1', { OTEL_TRACED_DISABLED: '1' }, { first: [], configured: [] }],
    [
      'does not switch off by "false"',
      { OTEL_TRACED_DISABLED: 'false' },
      { first: ALL, configured: ['Orders.place', 'cancel order', 'load order'] },
    ],
    [
      'excludes names and methods, on top of what the code excludes',
      { OTEL_TRACED_EXCLUDE: ' Orders.* ,, load order' },
      { first: ['price'], configured: [] },
    ],
    ['excludes everything', { OTEL_TRACED_EXCLUDE: '*' }, { first: [], configured: [] }],
  ])('O1: %s', async (_, environment, expected) => {
    expect(await spansUnder(environment)).toEqual(expected);
  });
});
