import { SpanStatusCode, trace } from '@opentelemetry/api';
import {
  addSpanEvent,
  isTracingEnabled,
  recordSpanError,
  setSpanAttributes,
  Traced,
  traced,
  traceLogFields,
  withSpan,
  withSpanAttributes,
} from 'otel-traced';
import { resetTracing, useTracing } from '../support/tracing';

const { find, names } = useTracing();

describe('the active span', () => {
  it('A2: takes attributes and events from anywhere below it', async () => {
    const deep = async () => {
      await null;
      setSpanAttributes({ 'order.id': 'o-1', lines: [1, 2] });
      setSpanAttributes({ 'order.id': 'o-2' });
      addSpanEvent('reserved', { item: 'i-1' });
      addSpanEvent('bare');
    };
    class Orders {
      @Traced()
      async place(): Promise<void> {
        await deep();
      }
    }
    await new Orders().place();
    const { attributes, events } = find('Orders.place');
    expect(attributes).toEqual({ 'order.id': 'o-2', lines: [1, 2] });
    expect(events.map((event) => [event.name, event.attributes])).toEqual([
      ['reserved', { item: 'i-1' }],
      ['bare', {}],
    ]);
    expect(names()).toEqual(['Orders.place']);
  });

  it('E1: takes an error that is handled: event, status and error type', () => {
    withSpan('order', () => recordSpanError(new RangeError('handled')));
    const span = find('order');
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: 'handled' });
    expect(span.attributes).toEqual({ 'error.type': 'RangeError' });
    expect(span.events.map((event) => event.attributes?.['exception.message'])).toEqual(['handled']);
    expect(names()).toEqual(['order']);
  });

  it('E3: takes the same error twice as one event', () => {
    const error = new Error('again');
    withSpan('order', () => {
      recordSpanError(error);
      recordSpanError(error);
      withSpan('inner', () => recordSpanError(error));
    });
    expect([find('order').events.length, find('inner').events.length]).toEqual([1, 0]);
    expect(names()).toEqual(['inner', 'order']);
  });

  it.each([undefined, null, 'text', Symbol('s'), 7n])('E2: takes %p for an error', (value) => {
    withSpan('order', () => recordSpanError(value));
    expect(find('order').status).toEqual({ code: SpanStatusCode.ERROR, message: String(value) });
    expect(names()).toEqual(['order']);
  });

  it('O1: is not missed where there is none, and not touched when it has ended', () => {
    const touch = () => {
      setSpanAttributes({ a: 1 });
      addSpanEvent('event', { a: 1 });
      recordSpanError(new Error('x'));
    };
    touch();
    withSpan('ended', (span) => {
      span.end();
      touch();
    });
    expect(find('ended')).toMatchObject({
      attributes: {},
      events: [],
      status: { code: SpanStatusCode.UNSET },
    });
    expect(names()).toEqual(['ended']);
    resetTracing();
    touch();
  });

  it('C8: survives what it cannot take', () => {
    withSpan('odd', () => {
      for (const odd of [undefined, null, 7, 'text', Symbol('s'), () => 1, [1], revoked()]) {
        setSpanAttributes(odd as never);
        addSpanEvent('event', odd as never);
        addSpanEvent(odd as string);
      }
    });
    expect(names()).toEqual(['odd']);
  });
});

describe('attributes for all spans inside', () => {
  it('A2: stand on every span that is started inside, in what is awaited too', async () => {
    const work = traced('work', async () => {
      await null;
      withSpan('deep', () => undefined);
    });
    const result = await withSpanAttributes({ tenant: 't-1' }, async () => {
      await null;
      await work();
      return 'done';
    });
    withSpan('outside', () => undefined);
    expect(result).toBe('done');
    expect(find('work').attributes).toEqual({ tenant: 't-1' });
    expect(find('deep').attributes).toEqual({ tenant: 't-1' });
    expect(find('outside').attributes).toEqual({});
    expect(names()).toEqual(['deep', 'work', 'outside']);
  });

  it("A2: give way to inner ones, and to a span's own", () => {
    withSpanAttributes({ tenant: 'outer', outer: 1 }, () =>
      withSpanAttributes({ tenant: 'inner', inner: 1 }, () => {
        withSpan('plain', () => undefined);
        withSpan('fixed', { attributes: { tenant: 'own' } }, () => undefined);
        withSpan('asked', { attributes: () => ({ tenant: 'own' }) }, () => undefined);
      }),
    );
    expect(find('plain').attributes).toEqual({ tenant: 'inner', outer: 1, inner: 1 });
    for (const name of ['fixed', 'asked'])
      expect(find(name).attributes).toEqual({ tenant: 'own', outer: 1, inner: 1 });
    expect(names()).toEqual(['plain', 'fixed', 'asked']);
  });

  it('A2: are not those of a neighbour', async () => {
    const request = (tenant: string) =>
      withSpanAttributes({ tenant }, async () => {
        await new Promise((resolve) => setTimeout(resolve, tenant.length % 3));
        withSpan(`work ${tenant}`, () => undefined);
      });
    await Promise.all(Array.from({ length: 200 }, (_, index) => request('x'.repeat(index))));
    for (const name of names()) expect(`work ${find(name).attributes.tenant}`).toBe(name);
    expect(names()).toHaveLength(200);
  });

  it('A2: stand on items, on generators and on new roots', () => {
    class Feed {
      @Traced({ each: {}, root: true })
      *read(): Generator<number> {
        yield 1;
      }
    }
    withSpanAttributes({ tenant: 't' }, () => [...new Feed().read()]);
    expect(find('Feed.read').attributes).toEqual({ tenant: 't' });
    expect(find('Feed.read item').attributes).toEqual({ tenant: 't' });
    expect(names()).toEqual(['Feed.read item', 'Feed.read']);
  });

  it('A2: are not put on the span that is active already', () => {
    withSpan('outer', () => withSpanAttributes({ tenant: 't' }, () => undefined));
    expect(find('outer').attributes).toEqual({});
    expect(names()).toEqual(['outer']);
  });

  it('C1: change nothing of what comes back or is thrown', async () => {
    const value = {};
    const promise = Promise.resolve(value);
    expect(withSpanAttributes({ a: 1 }, () => value)).toBe(value);
    expect(withSpanAttributes({ a: 1 }, () => promise)).toBe(promise);
    let thrown: unknown = 'nothing';
    try {
      withSpanAttributes({ a: 1 }, () => {
        throw undefined;
      });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeUndefined();
    expect(names()).toEqual([]);
  });

  it('C8: run the function once whatever the attributes are', () => {
    for (const odd of [undefined, null, 7, 'text', revoked()]) {
      const fn = jest.fn(() => withSpan('inner', () => 'result'));
      expect(withSpanAttributes(odd as never, fn)).toBe('result');
      expect(fn).toHaveBeenCalledTimes(1);
    }
    expect(names()).toHaveLength(5);
  });

  it('O1: are not kept where no provider is registered', () => {
    resetTracing();
    expect(withSpanAttributes({ a: 1 }, () => 'result')).toBe('result');
    expect(names()).toEqual([]);
  });
});

describe('the fields of a log record', () => {
  it('X1: name the active span', () => {
    const fields = withSpan('request', () => traceLogFields());
    const { traceId, spanId } = find('request').spanContext();
    expect(fields).toEqual({ trace_id: traceId, span_id: spanId, trace_flags: '01' });
    expect(names()).toEqual(['request']);
  });

  it('X1: are none outside of a span, and without a provider', () => {
    expect(traceLogFields()).toEqual({});
    resetTracing();
    expect(traceLogFields()).toEqual({});
    expect(withSpan('silent', () => traceLogFields())).toEqual({});
    expect(names()).toEqual([]);
  });

  it('X1: tell a trace that is not sampled', () => {
    const parent = () => ({ traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 0 });
    const fields = withSpan('request', { parent }, () => traceLogFields());
    expect(fields).toMatchObject({ trace_id: '1'.repeat(32), trace_flags: '00' });
    expect(names()).toEqual([]);
  });
});

describe('whether tracing is on', () => {
  it('O2: is about the provider that is registered now', () => {
    expect(isTracingEnabled()).toBe(true);
    trace.disable();
    expect(isTracingEnabled()).toBe(false);
    expect(names()).toEqual([]);
  });
});

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
