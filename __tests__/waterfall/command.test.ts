import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import '../support/long-running';
import { spanCount } from './written-page';

const folder = mkdtempSync(join(tmpdir(), 'otel-traced-waterfall-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const root = process.cwd();
const installed = process.env.OTEL_TRACED_PACKAGE;
/** The command: the built file of an installed package, or its source. */
const command = installed
  ? [join(installed, 'dist/cjs/cli.js')]
  : [join(root, 'node_modules/tsx/dist/cli.mjs'), join(root, 'src/cli.ts')];

function run(
  args: string[],
  input = '',
  subcommand = 'waterfall',
): { stdout: string; stderr: string; status: number | null } {
  return spawnSync(process.execPath, [...command, subcommand, ...args], {
    cwd: folder,
    input,
    encoding: 'utf8',
  });
}

function file(name: string, content: string | Buffer): string {
  writeFileSync(join(folder, name), content);
  return name;
}

const line = (name: string) =>
  JSON.stringify({
    resourceSpans: [
      {
        scopeSpans: [
          {
            spans: [
              {
                traceId: '5b8efff798038103d269b633813fc60c',
                spanId: 'eee19b7ec3c1b174',
                name,
                startTimeUnixNano: '1544712660000000000',
                endTimeUnixNano: '1544712661000000000',
              },
            ],
          },
        ],
      },
    ],
  });

describe('otel-traced waterfall', () => {
  it('makes one page of files, gzipped ones and standard input', () => {
    file('a.jsonl', `${line('a')}\n${line('b')}\n`);
    file('c.jsonl.gz', gzipSync(line('c')));
    const { stdout, stderr, status } = run(['a.jsonl', 'c.jsonl.gz', '-'], line('d'));
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(spanCount(stdout)).toBe(4);
    expect(spanCount(run([], line('e')).stdout)).toBe(1);
  });

  it('writes to a file, with a title and a limit', () => {
    file('t.jsonl', `${line('a')}\n${line('b')}`);
    const { stdout, status } = run([
      't.jsonl',
      '--output',
      'o.html',
      '--title',
      'Orders',
      '--max-spans',
      '1',
    ]);
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
    const page = readFileSync(join(folder, 'o.html'), 'utf8');
    expect(spanCount(page)).toBe(1);
    expect(page).toContain('<title>Orders</title>');
  });

  it('leaves out a last line that is cut off, and says so', () => {
    file('cut.jsonl', `${line('a')}\n${line('b').slice(0, 50)}`);
    const { stdout, stderr, status } = run(['cut.jsonl']);
    expect({ stderr, status }).toEqual({
      stderr: 'otel-traced waterfall: cut.jsonl: the last line is cut off and left out.\n',
      status: 0,
    });
    expect(spanCount(stdout)).toBe(1);
  });

  it('names the file and what is wrong with it, and writes no page', () => {
    file('text.txt', 'hello');
    file('zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0]));
    file('logs.jsonl', '{"resourceLogs":[]}');
    for (const [args, message] of [
      [['missing.jsonl'], /ENOENT.*missing\.jsonl/],
      [['text.txt'], /^otel-traced waterfall: text\.txt: line 1: expected JSON, got "hello"\./],
      [['zstd'], /zstd: expected JSON, got Zstandard\. Decompress it first: zstd -dc zstd/],
      [['logs.jsonl'], /logs\.jsonl: expected spans, got none\./],
      [[], /standard input: expected spans, got none\./],
      [['--max-spans', 'many', 'text.txt'], /text\.txt|whole number/],
      [['--colour'], /Unknown option '--colour'/],
    ] as const) {
      const { stdout, stderr, status } = run([...args]);
      expect({ stdout, status }).toEqual({ stdout: '', status: 1 });
      expect(stderr).toMatch(message);
    }
  });

  it('prints its usage, and leaves other commands to the doctor', () => {
    expect(run(['--help']).stdout).toMatch(/^Usage: otel-traced waterfall/);
    expect(run(['--help'], '', 'doctor').stdout).toMatch(/^Usage: otel-traced doctor/);
    expect(run([], '', 'nothing').stderr).toContain("'nothing'");
  });
});
