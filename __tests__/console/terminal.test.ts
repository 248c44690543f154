import { Writable } from 'node:stream';
import { SpanStatusCode } from '@opentelemetry/api';
import { TraceTreeExporter } from 'otel-traced/console';
import { finishedSpans } from './printed-spans';

const RED_LINE = '\u001b[31m[work] ERROR\u001b[39m\n';
const PLAIN_LINE = '[work] ERROR\n';

interface Situation {
  readonly env?: { readonly FORCE_COLOR?: string; readonly NO_COLOR?: string };
  readonly isTTY?: boolean;
  readonly hasColors?: () => boolean;
}

/** What arrives at the process's standard output, which is made to look like the situation's terminal. */
function writtenToStdout({ env = {}, isTTY = false, hasColors }: Situation): string {
  const written: string[] = [];
  const write = (text: string) => written.push(text) > 0;
  const undo = Object.entries({ isTTY, hasColors, write }).map(([key, value]) => {
    const descriptor = Object.getOwnPropertyDescriptor(process.stdout, key);
    Object.defineProperty(process.stdout, key, { value, configurable: true, writable: true });
    return () =>
      descriptor
        ? Object.defineProperty(process.stdout, key, descriptor)
        : Reflect.deleteProperty(process.stdout, key);
  });
  try {
    withEnvironment(env, () => exportFailedSpan(new TraceTreeExporter({ times: false })));
  } finally {
    for (const restore of undo) restore();
  }
  return written.join('');
}

function exportFailedSpan(exporter: TraceTreeExporter): void {
  const spans = finishedSpans((start) => start('work').setStatus({ code: SpanStatusCode.ERROR }).end());
  exporter.export(spans, ({ error }) => {
    if (error) throw error;
  });
}

function withEnvironment(env: NonNullable<Situation['env']>, run: () => void): void {
  const { FORCE_COLOR, NO_COLOR } = process.env;
  setEnvironment({ FORCE_COLOR: undefined, NO_COLOR: undefined, ...env });
  try {
    run();
  } finally {
    setEnvironment({ FORCE_COLOR, NO_COLOR });
  }
}

function setEnvironment(values: { readonly [name: string]: string | undefined }): void {
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}

const yes = () => true;
const no = () => false;

describe('colours on standard output', () => {
  it.each<[string, Situation, string]>([
    ['no terminal', {}, PLAIN_LINE],
    ['a terminal', { isTTY: true, hasColors: yes }, RED_LINE],
    ['a terminal that has no colours', { isTTY: true, hasColors: no }, PLAIN_LINE],
    ['a terminal that does not know', { isTTY: true }, RED_LINE],
    ['a terminal, NO_COLOR', { isTTY: true, hasColors: yes, env: { NO_COLOR: '1' } }, PLAIN_LINE],
    ['a terminal, empty NO_COLOR', { isTTY: true, hasColors: yes, env: { NO_COLOR: '' } }, RED_LINE],
    ['no terminal, FORCE_COLOR=1', { env: { FORCE_COLOR: '1' } }, RED_LINE],
    ['no terminal, empty FORCE_COLOR', { env: { FORCE_COLOR: '' } }, RED_LINE],
    ['a terminal, FORCE_COLOR=0', { isTTY: true, hasColors: yes, env: { FORCE_COLOR: '0' } }, PLAIN_LINE],
    ['FORCE_COLOR before NO_COLOR', { env: { FORCE_COLOR: '1', NO_COLOR: '1' } }, RED_LINE],
  ])('%s', (_, situation, line) => {
    expect(writtenToStdout(situation)).toBe(line);
  });

  it('are off for a `write` of your own, whatever the environment says', () => {
    const written: string[] = [];
    const write = (text: string) => written.push(text);
    withEnvironment({ FORCE_COLOR: '1' }, () => {
      exportFailedSpan(new TraceTreeExporter({ write, times: false }));
    });

    expect(written).toEqual([PLAIN_LINE]);
  });
});

describe('standard output', () => {
  const before = { stdout: Object.getOwnPropertyDescriptor(process, 'stdout'), log: console.log };
  afterEach(() => {
    Object.defineProperty(process, 'stdout', before.stdout ?? {});
    console.log = before.log;
  });

  it('whose reader has gone does not end the process', async () => {
    const broken = new Writable({ write: (_chunk, _encoding, done) => done(new Error('EPIPE')) });
    Object.defineProperty(process, 'stdout', { value: broken, configurable: true });
    exportFailedSpan(new TraceTreeExporter());
    exportFailedSpan(new TraceTreeExporter());
    // Where nobody listens to a stream's error, the process is told in one of the next turns.
    await new Promise((resolve) => setTimeout(resolve, 10));

    expect(broken.errored).toEqual(new Error('EPIPE'));
  });

  it('is replaced by console.log where there is none', () => {
    const logged: unknown[] = [];
    Object.defineProperty(process, 'stdout', { value: undefined, configurable: true });
    console.log = (...args) => logged.push(args);
    exportFailedSpan(new TraceTreeExporter({ times: false }));

    expect(logged).toEqual([[PLAIN_LINE.trimEnd()]]);
  });
});
