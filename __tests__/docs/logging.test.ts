import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logs } from '@opentelemetry/api-logs';
import { configureTracing } from 'otel-traced';
import { eventually } from '../support/slow-machines';
import { useTracing } from '../support/tracing';
import { codeBlocks, runBlock, typeErrors } from './code-blocks';

const { find } = useTracing();
const folder = mkdtempSync(join(tmpdir(), 'otel-traced-logging-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const blocks = codeBlocks('docs/logging.md', 'ts');
const [pinoBlock, winstonBlock, consoleBlock, messageBlock, recordsBlock] = blocks as [
  string,
  string,
  string,
  string,
  string,
];

/** The block with a file for its lines, which the page leaves to the reader. */
const withFile = (code: string, file: string) =>
  `const logFile = ${JSON.stringify(join(folder, file))};\n${code}`;

/** The lines of a log file, once there are so many. */
function lines(file: string, count: number): Promise<Record<string, unknown>[]> {
  return eventually(() => {
    const found = readFileSync(join(folder, file), 'utf8').trim().split('\n');
    expect(found).toHaveLength(count);
    return found.map((line) => JSON.parse(line));
  });
}

test('every block of docs/logging.md compiles in strict mode', () => {
  expect(blocks).toHaveLength(5);
  expect(typeErrors(blocks.map((code) => withFile(code, 'any')))).toEqual([]);
});

test.each([
  ['pino', pinoBlock, 2],
  ['winston', winstonBlock, 1],
])('%s names the span', async (name, code, count) => {
  await runBlock(withFile(code, name));
  const [first, second] = await lines(name, count);
  const { traceId, spanId } = find('place order').spanContext();
  expect(first).toMatchObject({ trace_id: traceId, span_id: spanId, trace_flags: '01' });
  if (second !== undefined) expect(second).not.toHaveProperty('trace_id');
});

test('console names the span', async () => {
  const log = jest.spyOn(console, 'log').mockImplementation(() => {});
  try {
    await runBlock(consoleBlock);
    const { traceId, spanId } = find('place order').spanContext();
    expect(log).toHaveBeenCalledWith('order placed', {
      trace_id: traceId,
      span_id: spanId,
      trace_flags: '01',
    });
  } finally {
    log.mockRestore();
  }
});

test('the message of an error names the trace', async () => {
  const { charge } = (await runBlock(messageBlock.replace('export const', 'const'), ['charge'])) as {
    charge(): never;
  };
  expect(charge).toThrow(/^Payment failed \[trace_id=[0-9a-f]{32}\]$/);
  expect(find('Payments.charge').status.message).toContain(find('Payments.charge').spanContext().traceId);
});

test('exceptions are logged', async () => {
  logs.disable(); // the block registers its own provider, where the recorder's stood
  const printed = jest.spyOn(console, 'dir').mockImplementation(() => {});
  process.env.OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN = 'logs';
  configureTracing({});
  try {
    await runBlock(recordsBlock);
    const { charge } = (await runBlock(messageBlock.replace('export const', 'const'), ['charge'])) as {
      charge(): never;
    };
    expect(charge).toThrow('Payment failed');
    expect(JSON.stringify(printed.mock.calls)).toContain('"exception.type":"Error"');
    expect(find('Payments.charge').events).toEqual([]);
  } finally {
    delete process.env.OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN;
    configureTracing({});
    logs.disable();
    printed.mockRestore();
  }
});
