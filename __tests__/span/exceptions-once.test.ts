import { SpanStatusCode } from '@opentelemetry/api';
import { recordSpanError, Traced, withSpan } from 'otel-traced';
import type { RecordedSpan } from 'otel-traced/testing';
import { useTracing } from '../support/tracing';

const { spans, find, names } = useTracing();

class Gateway {
  @Traced()
  charge(error: unknown): never {
    throw error;
  }
}

class Orders {
  gateway = new Gateway();

  @Traced()
  async place(error: unknown): Promise<void> {
    await null;
    this.gateway.charge(error);
  }
}

class Api {
  orders = new Orders();

  @Traced()
  async post(error: unknown): Promise<void> {
    await this.orders.place(error);
  }

  @Traced()
  async retry(error: unknown, times: number): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.orders.place(error);
      } catch (failure) {
        if (attempt === times) throw failure;
      }
    }
  }
}

const exceptions = (span: RecordedSpan) => span.events.filter(({ name }) => name === 'exception').length;
const swallow = () => undefined;

describe('an error that passes several spans', () => {
  it('E3: an error object is recorded once in a trace, on the innermost span', async () => {
    const error = new Error('declined');
    await expect(new Api().post(error)).rejects.toBe(error);
    expect(spans().map((span) => [span.name, exceptions(span)])).toEqual([
      ['Gateway.charge', 1],
      ['Orders.place', 0],
      ['Api.post', 0],
    ]);
  });

  it('E3: gives each span that it passes the status and the error type', async () => {
    await new Api().post(new RangeError('declined')).catch(swallow);
    for (const span of spans()) {
      expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: 'declined' });
      expect(span.attributes).toEqual({ 'error.type': 'RangeError' });
    }
    expect(names()).toEqual(['Gateway.charge', 'Orders.place', 'Api.post']);
  });

  it('E3: a retry that throws the same object adds no event', async () => {
    const error = new Error('declined');
    await expect(new Api().retry(error, 3)).rejects.toBe(error);
    expect(spans().map(exceptions)).toEqual([1, 0, 0, 0, 0, 0, 0]);
    expect(names().at(-1)).toBe('Api.retry');
  });

  it('E3: a new error that was thrown for it is recorded where it comes from', async () => {
    class Translator {
      @Traced()
      async run(): Promise<void> {
        try {
          new Gateway().charge(new Error('low level'));
        } catch (cause) {
          throw new Error('high level', { cause });
        }
      }
    }
    await new Translator().run().catch(swallow);
    expect(spans().map((span) => span.events[0]?.attributes?.['exception.message'])).toEqual([
      'low level',
      'high level',
    ]);
  });

  it('E3: an error object is recorded again in another trace', async () => {
    const error = Object.freeze(new Error('a constant'));
    await new Api().post(error).catch(swallow);
    await new Api().post(error).catch(swallow);
    expect(spans().map(exceptions)).toEqual([1, 0, 0, 1, 0, 0]);
  });

  it('E3: a constant that is thrown in very many traces one after another is recorded once in each', async () => {
    const error = new Error('a constant');
    for (let trace = 0; trace < 1_500; trace++) await new Api().post(error).catch(swallow);
    expect(spans().map(exceptions).join('')).toBe('100'.repeat(1_500));

    const slots = globalThis as Record<symbol, WeakMap<object, Set<string>> | undefined>;
    const remembered = slots[Symbol.for('otel-traced.recorded-errors.v1')]?.get(error);
    expect(remembered?.size).toBeLessThanOrEqual(1_000);
  });

  it('E3: a constant that is thrown in 200 traces at a time is recorded once in each', async () => {
    const error = new Error('a constant');
    await Promise.all(Array.from({ length: 200 }, () => new Api().retry(error, 3).catch(swallow)));
    const byTrace = new Map<string, number>();
    for (const span of spans()) {
      const { traceId } = span.spanContext();
      byTrace.set(traceId, (byTrace.get(traceId) ?? 0) + exceptions(span));
    }
    expect(byTrace.size).toBe(200);
    expect(new Set(byTrace.values())).toEqual(new Set([1]));
    expect(names()).toHaveLength(200 * 7);
  });

  it('E3: thrown primitives have no identity and are recorded on every span', async () => {
    await new Api().post('declined').catch(swallow);
    expect(spans().map(exceptions)).toEqual([1, 1, 1]);
  });

  it('E3: functions and objects of other kinds have an identity', async () => {
    await new Api().post(Object.create(null)).catch(swallow);
    await new Api().post(swallow).catch(swallow);
    expect(spans().map(exceptions)).toEqual([1, 0, 0, 1, 0, 0]);
  });

  it('E3: an error that was recorded on the active span by hand is not recorded again when it is thrown', () => {
    const error = new Error('known');
    expect(() =>
      withSpan('outer', () =>
        withSpan('inner', () => {
          recordSpanError(error);
          throw error;
        }),
      ),
    ).toThrow(error);
    expect(spans().map((span) => [span.name, exceptions(span)])).toEqual([
      ['inner', 1],
      ['outer', 0],
    ]);
  });

  it('E3: an error is recorded further out where the innermost span has ended before', () => {
    const error = new Error('late');
    expect(() =>
      withSpan('outer', () =>
        withSpan('inner', (span) => {
          span.end();
          throw error;
        }),
      ),
    ).toThrow(error);
    expect(spans().map((span) => [span.name, exceptions(span)])).toEqual([
      ['inner', 0],
      ['outer', 1],
    ]);
  });
});

describe('where the exception event goes', () => {
  it("E3: with 'every-span' on each span that it passes", () => {
    const error = new Error('declined');
    const nested = () =>
      withSpan('outer', { exceptions: 'every-span' }, () =>
        withSpan('inner', { exceptions: 'every-span' }, () => {
          throw error;
        }),
      );
    expect(nested).toThrow(error);
    expect(spans().map(exceptions)).toEqual([1, 1]);
  });

  it("E3: with 'every-span' inside and 'once' outside not twice", () => {
    expect(() =>
      withSpan('outer', () =>
        withSpan('inner', { exceptions: 'every-span' }, () => {
          throw new Error('declined');
        }),
      ),
    ).toThrow('declined');
    expect(spans().map(exceptions)).toEqual([1, 0]);
  });

  it("E3: with 'off' nowhere, with status and error type all the same", () => {
    expect(() =>
      withSpan('quiet', { exceptions: 'off' }, () => {
        throw new TypeError('declined');
      }),
    ).toThrow('declined');
    const span = find('quiet');
    expect(span.events).toEqual([]);
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: 'declined' });
    expect(span.attributes).toEqual({ 'error.type': 'TypeError' });
    expect(names()).toEqual(['quiet']);
  });

  it("E3: with 'off' inside on the next span out", () => {
    expect(() =>
      withSpan('outer', () =>
        withSpan('inner', { exceptions: 'off' }, () => {
          throw new Error('declined');
        }),
      ),
    ).toThrow('declined');
    expect(spans().map(exceptions)).toEqual([0, 1]);
  });
});
