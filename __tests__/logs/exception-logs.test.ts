import { trace } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { configureTracing, recordSpanError, Traced } from 'otel-traced';
import { inChildProcess } from '../support/child-process';
import { useTracing } from '../support/tracing';

const { find } = useTracing();
const OPT_IN = 'OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN';

class Gateway {
  @Traced()
  charge(error: unknown): never {
    throw error;
  }
}

class Orders {
  @Traced()
  place(error: unknown): void {
    new Gateway().charge(error);
  }
}

function optIn(value: string | undefined): void {
  if (value === undefined) delete process.env[OPT_IN];
  else process.env[OPT_IN] = value;
  configureTracing({}); // reads the environment anew
}

function registerLogs(): InMemoryLogRecordExporter {
  const exporter = new InMemoryLogRecordExporter();
  logs.setGlobalLoggerProvider(
    new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] }),
  );
  return exporter;
}

const fail = (error: unknown) => expect(() => new Orders().place(error)).toThrow();
const events = (name: string) => find(name).events.map((event) => event.name);

beforeEach(() => logs.disable()); // a test that needs a logger provider names it

afterEach(() => {
  logs.disable();
  optIn(undefined);
});

describe('exceptions as log records', () => {
  it('are asked for by logs: one record, no event, the status and error.type as ever', () => {
    optIn('logs');
    const exporter = registerLogs();
    fail(new RangeError('card declined'));

    const [record, ...more] = exporter.getFinishedLogRecords();
    expect(more).toEqual([]);
    expect(record).toMatchObject({
      eventName: 'exception',
      severityNumber: 17,
      severityText: 'ERROR',
      attributes: {
        'exception.type': 'RangeError',
        'exception.message': 'card declined',
        'exception.stacktrace': expect.stringContaining('RangeError: card declined'),
      },
      instrumentationScope: { name: 'otel-traced' },
    });
    // It belongs to the innermost span that the error passed.
    expect(record?.spanContext).toEqual(find('Gateway.charge').spanContext());
    expect([events('Gateway.charge'), events('Orders.place')]).toEqual([[], []]);
    expect(find('Orders.place')).toMatchObject({
      status: { code: 2, message: 'card declined' },
      attributes: { 'error.type': 'RangeError' },
    });
  });

  it('come with the events of spans by logs/dup, which outranks logs', () => {
    optIn('logs, logs/dup');
    const exporter = registerLogs();
    fail(new Error('both'));
    expect(exporter.getFinishedLogRecords()).toHaveLength(1);
    expect([events('Gateway.charge'), events('Orders.place')]).toEqual([['exception'], []]);
  });

  it.each([undefined, '', 'true'])('are not made otherwise: %p', (value) => {
    optIn(value);
    const exporter = registerLogs();
    fail(new Error('event'));
    expect(exporter.getFinishedLogRecords()).toEqual([]);
    expect(events('Gateway.charge')).toEqual(['exception']);
  });

  it('stay events of spans where no logger provider is registered', () => {
    optIn('logs');
    fail(new Error('kept'));
    expect(events('Gateway.charge')).toEqual(['exception']);
  });

  it('A3: pass sanitize', () => {
    optIn('logs');
    configureTracing({ sanitize: (key, value) => (key === 'exception.message' ? '***' : value) });
    const exporter = registerLogs();
    fail(new Error('secret'));
    expect(exporter.getFinishedLogRecords()[0]?.attributes?.['exception.message']).toBe('***');
  });

  it('are made by recordSpanError too', () => {
    optIn('logs');
    const exporter = registerLogs();
    trace.getTracer('test').startActiveSpan('by hand', (span) => {
      recordSpanError(new Error('recorded'));
      span.end();
    });
    expect(exporter.getFinishedLogRecords()).toHaveLength(1);
    expect(events('by hand')).toEqual([]);
  });

  it('C8: a logger that throws does not disturb the call, which fails as it would', () => {
    optIn('logs');
    const reports: unknown[] = [];
    configureTracing({ onInternalError: (error) => reports.push(error) });
    const bug = new Error('no log today');
    logs.setGlobalLoggerProvider({
      getLogger: () => {
        throw bug;
      },
    });
    const error = new Error('the very one');
    expect(() => new Gateway().charge(error)).toThrow(error);
    expect(reports).toEqual([bug]);
    expect(find('Gateway.charge').status.code).toBe(2);
  });

  it('go to the logger provider that API 1.10 has itself', async () => {
    const script = `
      const { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } = require('@opentelemetry/sdk-logs');
      const newer = require('api-1.10');
      const logged = new InMemoryLogRecordExporter();
      newer.trace.setGlobalTracerProvider(provider);
      newer.logs.setGlobalLoggerProvider(
        new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter: logged })] }),
      );
      try {
        tracing.withSpan('work', () => { throw new Error('failed'); });
      } catch {}
      const [record] = logged.getFinishedLogRecords();
      seen.logged = [record.eventName, record.attributes['exception.message'], record.spanContext.traceId];
      const [span] = exporter.getFinishedSpans();
      seen.span = [span.events.length, span.spanContext().traceId];
    `;
    const { logged, span } = await inChildProcess(script, { [OPT_IN]: 'logs' });
    expect(logged).toEqual(['exception', 'failed', expect.any(String)]);
    expect(span).toEqual([0, (logged as string[])[2]]);
  });
});
