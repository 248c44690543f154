import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PROCESS_LIMIT } from '../support/long-running';
import { endedSpans, spanNamed } from './recorded-spans';
import { orderPlaced, storedMetadata, withServer } from './with-server';

const bench = withServer();

interface PrintedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
}

/** Another process, traced by @kurrent/opentelemetry: the spans of what it did. */
async function kurrentProcess(action: 'append' | 'subscribe', stream: string): Promise<PrintedSpan[]> {
  const script = join(__dirname, 'kurrent-opentelemetry-process.cjs');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [script, String(bench.server.port), action, stream],
    { timeout: PROCESS_LIMIT },
  );
  return JSON.parse(stdout);
}

describe('beside @kurrent/opentelemetry in another process', () => {
  test('an event that it wrote has its consumer span under its append', async () => {
    const [append] = await kurrentProcess('append', 'order-1');
    expect(append?.name).toBe('streams.append');
    expect(storedMetadata(bench, 'order-1')).toEqual([
      { $traceId: append?.traceId, $spanId: append?.spanId },
    ]);
    bench.instrument();
    await new Promise((resolve) => bench.client.subscribeToStream('order-1').once('data', resolve));
    const span = spanNamed('streams.subscribe');
    expect(span.spanContext().traceId).toBe(append?.traceId);
    expect(span.parentSpanContext?.spanId).toBe(append?.spanId);
    expect(endedSpans()).toHaveLength(1);
  });

  test('an event that we wrote has its consumer span under our append', async () => {
    bench.instrument();
    await bench.client.appendToStream('order-1', orderPlaced());
    const { traceId, spanId } = spanNamed('streams.append').spanContext();
    expect(await kurrentProcess('subscribe', 'order-1')).toMatchObject([
      { name: 'streams.subscribe', traceId, parentSpanId: spanId },
    ]);
  });
});
