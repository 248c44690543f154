import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { type Sampler, SamplingDecision, TracerProvider } from '@opentelemetry/sdk-trace';
import { createTracing, traced, withSpan } from 'otel-traced';
import { lastValueFrom, of } from 'rxjs';
import { useTracing } from '../support/tracing';

const tracing = useTracing();

describe('withSpan', () => {
  it('C1: hands the function the span, active inside, and gives back what it returns', () => {
    const result = { id: 1 };
    const given = withSpan('work', (span) => {
      expect(trace.getActiveSpan()).toBe(span);
      span.setAttribute('set', 'inside');
      return result;
    });
    expect(given).toBe(result);
    expect(trace.getActiveSpan()).toBeUndefined();
    expect(tracing.find('work').attributes).toEqual({ set: 'inside' });
    expect(tracing.spans()).toHaveLength(1);
  });

  it('C1: throws and rejects with the identical error', async () => {
    const error = new Error('failed');
    expect(() =>
      withSpan('sync', () => {
        throw error;
      }),
    ).toThrow(error);
    await expect(withSpan('async', async () => Promise.reject(error))).rejects.toBe(error);
    expect(tracing.spans().map(({ status }) => status.code)).toEqual([
      SpanStatusCode.ERROR,
      SpanStatusCode.ERROR,
    ]);
  });

  it('C3 C4 C5 C6: waits for promises, lazy thenables, generators and Observables', async () => {
    let endedBefore: string[] | undefined;
    const thenable = {
      then(resolve: (value: string) => void) {
        setTimeout(() => {
          endedBefore = tracing.names();
          resolve('rows');
        }, 1);
      },
    };
    const promise = withSpan('promise', async () => {
      await null;
      return 1;
    });
    expect(tracing.names()).toEqual([]);
    expect(await promise).toBe(1);
    expect(await withSpan('thenable', () => thenable as unknown as PromiseLike<string>)).toBe('rows');
    expect(endedBefore).toEqual(['promise']);
    expect([
      ...withSpan('generator', function* () {
        yield 1;
      }),
    ]).toEqual([1]);
    expect(await lastValueFrom(withSpan('observable', () => of(2)))).toBe(2);
    expect(tracing.names()).toEqual(['promise', 'thenable', 'generator', 'observable']);
  });

  it('gives each call of a name its own options, whatever the calls before had', () => {
    const attributesOf = () => tracing.spans().map(({ kind, attributes }) => [kind, attributes]);
    const block = (options: Parameters<typeof withSpan>[1]) => withSpan('block', options as object, () => 1);
    block({ attributes: { n: 1 } });
    block({ attributes: { n: 2, more: true } });
    block({});
    block({ kind: SpanKind.CLIENT, attributes: { n: 3 } });
    block({ kind: SpanKind.SERVER });
    block({ kind: SpanKind.SERVER, attributes: undefined });
    block({ attributes: () => ({ n: 4 }) });
    block({ attributes: { n: 5 }, resultAttributes: (result) => ({ result: Number(result) }) });
    block({ kind: undefined, attributes: { n: 6 } });
    const shared = { kind: SpanKind.CONSUMER, attributes: { n: 7 } };
    block(Object.create(shared));
    block(Object.create(shared));
    expect(attributesOf()).toEqual([
      [SpanKind.INTERNAL, { n: 1 }],
      [SpanKind.INTERNAL, { n: 2, more: true }],
      [SpanKind.INTERNAL, {}],
      [SpanKind.CLIENT, { n: 3 }],
      [SpanKind.SERVER, {}],
      [SpanKind.SERVER, {}],
      [SpanKind.INTERNAL, { n: 4 }],
      [SpanKind.INTERNAL, { n: 5, result: 1 }],
      [SpanKind.INTERNAL, { n: 6 }],
      [SpanKind.CONSUMER, { n: 7 }],
      [SpanKind.CONSUMER, { n: 7 }],
    ]);
  });

  it('is checked at each call, also where a right one of the name came before', () => {
    const block = (options: object) => () => withSpan('block', options, () => 1);
    block({ attributes: { n: 1 } })();
    expect(block({ attributes: null })).toThrow("withSpan('block'): the option 'attributes' is null");
    expect(block({ attributes: ['n'] })).toThrow("withSpan('block'): the option 'attributes' is an array");
    expect(block({ attributes: { n: 1 }, kind: 7 })).toThrow("withSpan('block'): the option 'kind' is 7");
    expect(block({ atributes: { n: 1 } })).toThrow("withSpan('block'): unknown option 'atributes'");
    expect(block(null as never)).toThrow("withSpan('block'): expected an options object, got null");
    expect(block(['n'])).toThrow("withSpan('block'): expected an options object, got an array");
    expect(tracing.names()).toEqual(['block']);
  });

  it("lets a call's attributes win over those of its scope, static or by callback", () => {
    const fixed = createTracing({ name: 'fixed', attributes: { tenant: 'scope', n: 1 } });
    const asked = createTracing({ name: 'asked', attributes: () => ({ tenant: 'scope', n: 1 }) });
    for (const { withSpan } of [fixed, asked])
      for (const tenant of ['a', 'b']) withSpan('block', { attributes: { tenant } }, () => 1);
    expect(tracing.spans().map(({ attributes }) => attributes)).toEqual([
      { tenant: 'a', n: 1 },
      { tenant: 'b', n: 1 },
      { tenant: 'a', n: 1 },
      { tenant: 'b', n: 1 },
    ]);
  });

  it('puts its attributes on the active span where it joins that, and on each subscription', async () => {
    withSpan('outer', () => withSpan('inner', { span: 'current', attributes: { n: 1 } }, () => 1));
    const numbers = withSpan('numbers', { attributes: { n: 2 } }, () => of(1));
    await Promise.all([lastValueFrom(numbers), lastValueFrom(numbers)]);
    expect(tracing.spans().map(({ name, attributes }) => [name, attributes])).toEqual([
      ['outer', { n: 1 }],
      ['numbers', { n: 2 }],
      ['numbers', { n: 2 }],
    ]);
  });

  it('shows the sampler its attributes', () => {
    const seen: unknown[] = [];
    const sampler = {
      shouldSample: (...[, , , , attributes]: Parameters<Sampler['shouldSample']>) => {
        seen.push(attributes);
        return { decision: SamplingDecision.NOT_RECORD };
      },
    };
    trace.disable();
    trace.setGlobalTracerProvider(new TracerProvider({ sampler }));
    for (const n of [1, 2]) withSpan('block', { attributes: { n } }, () => 1);
    expect(seen).toEqual([expect.objectContaining({ n: 1 }), expect.objectContaining({ n: 2 })]);
  });

  it('E5: a span that the function ends itself is ended once', () => {
    withSpan('work', (span) => span.end());
    expect(tracing.names()).toEqual(['work']);
  });

  it('O1: without a provider the function gets a span that keeps nothing, and is called once', () => {
    trace.disable();
    const fn = jest.fn((span) => span.isRecording());
    expect(withSpan('work', fn)).toBe(false);
    expect(fn).toHaveBeenCalledTimes(1);
    expect(tracing.spans()).toEqual([]);
  });
});

describe('traced', () => {
  it('C1: gives this and the arguments on, and keeps the kind of the function', async () => {
    const add = traced('add', function (this: { base: number }, ...values: number[]) {
      return values.reduce((sum, value) => sum + value, this.base);
    });
    expect(add.call({ base: 10 }, 1, 2)).toBe(13);
    const load = traced(async function load(id: string) {
      return id;
    });
    expect(Object.prototype.toString.call(load)).toBe('[object AsyncFunction]');
    await expect(load('x')).resolves.toBe('x');
    expect([load.name, load.length]).toEqual(['load', 1]);
    expect(tracing.names()).toEqual(['add', 'load']);
  });

  it('C1: recursion, five hundred deep, nests and returns', () => {
    const down: (n: number) => number = traced('down', (n: number): number =>
      n === 0 ? 0 : 1 + down(n - 1),
    );
    expect(down(500)).toBe(500);
    expect(tracing.spans()).toHaveLength(501);
    const ids = tracing.spans().map((span) => span.spanContext().spanId);
    expect(tracing.spans().map((span) => span.parentSpanContext?.spanId)).toEqual([
      ...ids.slice(1),
      undefined,
    ]);
  });

  it('C1: a callback API calls it as any other function', () => {
    const compare = traced('compare', (a: number, b: number) => a - b);
    expect([3, 1, 2].sort(compare)).toEqual([1, 2, 3]);
    expect(['1', '2'].map(traced('parse', Number.parseFloat))).toEqual([1, 2]);
    expect(new Set(tracing.names())).toEqual(new Set(['compare', 'parse']));
  });

  it('C1: of a scope, taken off the object, works too', () => {
    const { traced: inScope, withSpan: spanInScope } = createTracing({ name: 'orders', version: '1.2.3' });
    expect(inScope('work', () => spanInScope('inner', () => 5))()).toBe(5);
    expect(tracing.names()).toEqual(['inner', 'work']);
    expect(tracing.spans().map((span) => span.instrumentationScope.name)).toEqual(['orders', 'orders']);
  });

  it('C1: the same function traced under two names serves both', () => {
    const work = () => 1;
    expect(traced('one', work)() + traced('two', work)()).toBe(2);
    expect(work()).toBe(1);
    expect(tracing.names()).toEqual(['one', 'two']);
  });
});
