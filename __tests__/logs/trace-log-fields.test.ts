import { Writable } from 'node:stream';
import { context, trace } from '@opentelemetry/api';
import { AlwaysOffSampler } from '@opentelemetry/sdk-trace';
import { Traced, traceLogFields, withSpan, withTraceId } from 'otel-traced';
import pino from 'pino';
import winston from 'winston';
import { useTracing } from '../support/tracing';

/** What a logger writes, record by record. */
class Lines extends Writable {
  readonly records: Record<string, unknown>[] = [];

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    for (const line of String(chunk).trim().split('\n')) this.records.push(JSON.parse(line));
    done();
  }
}

interface Logger {
  info(message: string): unknown;
}

function pinoLogger(lines: Lines): Logger {
  return pino({ mixin: traceLogFields, base: undefined, timestamp: false }, lines);
}

function winstonLogger(lines: Lines): Logger {
  const traceFields = winston.format((info) => Object.assign(info, traceLogFields()));
  return winston.createLogger({
    format: winston.format.combine(traceFields(), winston.format.json()),
    transports: [new winston.transports.Stream({ stream: lines })],
  });
}

const loggers = { pino: pinoLogger, winston: winstonLogger };

describe('in a span that is sampled', () => {
  const { find } = useTracing();

  it.each(['pino', 'winston'] as const)('a record of %s names the span, after an await too', async (name) => {
    const lines = new Lines();
    const logger = loggers[name](lines);
    class Orders {
      @Traced()
      async place(): Promise<void> {
        logger.info('placing');
        await new Promise((done) => setImmediate(done));
        logger.info('placed');
      }
    }
    await new Orders().place();
    const { traceId, spanId } = find('Orders.place').spanContext();
    const fields = { trace_id: traceId, span_id: spanId, trace_flags: '01' };
    expect(lines.records).toEqual([
      expect.objectContaining({ ...fields, [name === 'pino' ? 'msg' : 'message']: 'placing' }),
      expect.objectContaining({ ...fields, [name === 'pino' ? 'msg' : 'message']: 'placed' }),
    ]);
    expect(traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(spanId).toMatch(/^[0-9a-f]{16}$/);
  });

  it('console prints the fields as an object', () => {
    const log = jest.spyOn(console, 'log').mockImplementation(() => {});
    try {
      withSpan('work', () => console.log('working', traceLogFields()));
      const { traceId, spanId } = find('work').spanContext();
      expect(log).toHaveBeenCalledWith('working', { trace_id: traceId, span_id: spanId, trace_flags: '01' });
    } finally {
      log.mockRestore();
    }
  });

  it('names the innermost span', () => {
    const fields = withSpan('outer', () => withSpan('inner', () => traceLogFields()));
    expect(fields.span_id).toBe(find('inner').spanContext().spanId);
    expect(fields.trace_id).toBe(find('outer').spanContext().traceId);
  });

  it('withTraceId puts the trace into the message of an error', () => {
    const error = withSpan('work', () => new Error(withTraceId('Operation failed')));
    expect(error.message).toBe(`Operation failed [trace_id=${find('work').spanContext().traceId}]`);
  });
});

describe('in a span that is not sampled', () => {
  const { spans } = useTracing({ sampler: new AlwaysOffSampler() });

  it('the flags say so, and the ids are there to find the trace by elsewhere', () => {
    const fields = withSpan('work', () => traceLogFields());
    expect(fields).toEqual({
      trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      span_id: expect.stringMatching(/^[0-9a-f]{16}$/),
      trace_flags: '00',
    });
    expect(spans()).toEqual([]);
  });
});

describe('outside of a span', () => {
  it.each(['pino', 'winston'] as const)('a record of %s has no fields of the trace', (name) => {
    const lines = new Lines();
    loggers[name](lines).info('alone');
    expect(Object.keys(lines.records[0] ?? {})).toEqual(
      expect.not.arrayContaining(['trace_id', 'span_id', 'trace_flags']),
    );
    expect(lines.records).toHaveLength(1);
  });

  it('there are no fields, and the message stays as it is', () => {
    expect(traceLogFields()).toEqual({});
    expect(withTraceId('Operation failed')).toBe('Operation failed');
    expect(withSpan('work', () => traceLogFields())).toEqual({});
  });

  it('a context manager that throws costs no log line', () => {
    const broken = jest.spyOn(trace, 'getActiveSpan').mockImplementation(() => {
      throw new Error('broken');
    });
    try {
      expect(traceLogFields()).toEqual({});
      expect(withTraceId('message')).toBe('message');
    } finally {
      broken.mockRestore();
      context.disable();
    }
  });
});
