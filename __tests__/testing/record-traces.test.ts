import {
  context,
  metrics,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { recordTraces, type TraceRecorder } from 'otel-traced/testing';

const tracer = (): Tracer => trace.getTracer('shop');
const span = <T>(name: string, work: () => T): T =>
  tracer().startActiveSpan(name, (started) => {
    const result = work();
    if (result instanceof Promise) void result.finally(() => started.end());
    else started.end();
    return result;
  });
const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));
const names = (spans: readonly { name: string }[]): string[] => spans.map(({ name }) => name);

describe('recordTraces()', () => {
  test('records spans in the order in which they started, parents before children', async () => {
    using traces = recordTraces();
    await span('checkout', async () => {
      await tick();
      span('reserve', () => {});
      await span('pay', tick);
    });
    span('ship', () => {});
    expect(names(traces.spans)).toEqual(['checkout', 'reserve', 'pay', 'ship']);
    expect(names(traces.spansByEnd)).toEqual(['reserve', 'pay', 'checkout', 'ship']);
    expect(names(traces.roots)).toEqual(['checkout', 'ship']);
    expect(names(traces.children('checkout'))).toEqual(['reserve', 'pay']);
    expect(names(traces.children(traces.get('checkout')))).toEqual(['reserve', 'pay']);
    expect(names(traces.trace(0))).toEqual(['checkout', 'reserve', 'pay']);
    expect(names(traces.trace(1))).toEqual(['ship']);
    expect(traces.trace(2)).toEqual([]);
    expect(traces.tree()).toBe('checkout\n├─ reserve\n└─ pay\nship');
  });

  test('finds by name, pattern, likeness and own test', () => {
    using traces = recordTraces();
    tracer()
      .startSpan('publish a', { kind: SpanKind.PRODUCER, attributes: { n: 1 } })
      .end();
    tracer()
      .startSpan('publish b', { attributes: { n: 2 } })
      .end();
    expect(traces.find('publish a')?.attributes).toEqual({ n: 1 });
    expect(traces.find('publish')).toBeUndefined();
    expect(names(traces.findAll(/^publish/g))).toEqual(['publish a', 'publish b']);
    expect(names(traces.findAll(/^publish/, { attributes: { n: 2 } }))).toEqual(['publish b']);
    expect(names(traces.findAll({ kind: SpanKind.PRODUCER }))).toEqual(['publish a']);
    expect(names(traces.findAll((found) => found.attributes.n === 2))).toEqual(['publish b']);
    expect(names(traces.findAll({ attributes: { n: expect.any(Number) } }))).toHaveLength(2);
  });

  test('get() takes exactly one span and shows the recording otherwise', () => {
    using traces = recordTraces();
    span('a', () => {});
    span('a', () => {});
    expect(() => traces.get('a')).toThrow(
      '2 ended spans fit "a"; get() takes exactly one.\n\nRecorded:\na\na',
    );
    expect(() => traces.get('b')).toThrow('No ended spans fit "b"');
    expect(() => traces.get(undefined as never)).toThrow(/looked for by its name.*got undefined/);
  });

  test('knows the spans that are open and where they were started', () => {
    using traces = recordTraces();
    const open = tracer().startSpan('open');
    expect(traces.spans).toEqual([]);
    expect(names(traces.openSpans)).toEqual(['open']);
    expect(traces.startedAt(traces.openSpans[0] as never)).toMatch(
      /^__tests__\/testing\/record-traces\.test\.ts:\d+$/,
    );
    expect(traces.tree()).toBe('open (still open)');
    open.end();
    expect(names(traces.spans)).toEqual(['open']);
  });

  test('records below an unsampled parent too, and passes the flag on', () => {
    using traces = recordTraces();
    const parent = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 0, isRemote: true };
    tracer().startSpan('consume', {}, trace.setSpanContext(ROOT_CONTEXT, parent)).end();
    expect(traces.get('consume').spanContext().traceFlags).toBe(0);
    expect(traces.get('consume').parentSpanContext).toEqual(parent);
  });

  test('records what a sampler under test keeps, and nothing else', () => {
    const sampler = {
      shouldSample: (...args: unknown[]) => ({ decision: args[2] === 'kept' ? 2 : 0 }) as const,
    };
    using traces = recordTraces({ sampler: sampler as never });
    span('kept', () => {});
    span('dropped', () => {});
    expect(names(traces.spans)).toEqual(['kept']);
  });

  test('keeps to the limits it is given', () => {
    using traces = recordTraces({ spanLimits: { attributeCountLimit: 1 } });
    tracer()
      .startSpan('small', { attributes: { a: 1, b: 2 } })
      .end();
    expect(traces.get('small').attributes).toEqual({ a: 1 });
  });

  test('reset() forgets, and a span that was open stays out', () => {
    using traces = recordTraces();
    span('old', () => {});
    const open = tracer().startSpan('open');
    traces.reset();
    open.end();
    expect(traces.spans).toEqual([]);
    span('new', () => {});
    expect(names(traces.spans)).toEqual(['new']);
  });
});

describe('waitFor()', () => {
  test('gives a span that has ended, or will', async () => {
    using traces = recordTraces();
    span('early', () => {});
    expect((await traces.waitFor('early')).name).toBe('early');
    setTimeout(() => span('late', () => {}), 5);
    expect((await traces.waitFor(/late/, { timeout: 500 })).name).toBe('late');
  });

  test('says what was recorded when the time is over', async () => {
    using traces = recordTraces();
    span('other', () => {});
    await expect(traces.waitFor('late', { timeout: 5 })).rejects.toThrow(
      'No span that fits "late" ended within 5 ms.\n\nRecorded:\nother',
    );
  });

  test('a wrong question fails the wait and not the code that ends a span', async () => {
    using traces = recordTraces();
    await expect(traces.waitFor({ nmae: 'x' } as never)).rejects.toThrow('does not know "nmae"');
    const waiting = traces.waitFor(() => {
      throw new Error('my mistake');
    });
    expect(() => span('ends', () => {})).not.toThrow();
    await expect(waiting).rejects.toThrow('my mistake');
  });

  test('keeps its own clock under fake timers', async () => {
    jest.useFakeTimers();
    try {
      using traces = recordTraces();
      await expect(traces.waitFor('never', { timeout: 5 })).rejects.toThrow('Nothing was recorded.');
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('what is registered', () => {
  const isTracing = (): boolean => tracer().startSpan('probe').isRecording();
  const hasContext = (): boolean => {
    const probe = ROOT_CONTEXT.setValue(Symbol.for('probe'), 1);
    return context.with(probe, () => context.active() === probe);
  };

  test('is gone after dispose(), and a second dispose() does nothing', () => {
    const traces = recordTraces();
    expect([isTracing(), hasContext(), propagation.fields().length > 0]).toEqual([true, true, true]);
    traces.dispose();
    traces.dispose();
    expect([isTracing(), hasContext(), propagation.fields().length > 0]).toEqual([false, false, false]);
    expect(metrics.getMeterProvider().constructor.name).toBe('NoopMeterProvider');
    span('unseen', () => {});
    expect(traces.spans).toEqual([]);
  });

  test('is gone after a failure in a `using` block', () => {
    expect(() => {
      using _traces = recordTraces();
      throw new Error('the test failed');
    }).toThrow('the test failed');
    expect(isTracing()).toBe(false);
  });

  test('is gone only with the last recorder', () => {
    const outer = recordTraces();
    const inner = recordTraces();
    span('inner', () => {});
    inner.dispose();
    span('outer', () => {});
    outer.dispose();
    expect([names(inner.spans), names(outer.spans)]).toEqual([['inner'], ['outer']]);
    expect(isTracing()).toBe(false);
  });

  test("a provider that was there before is put back, and gets what is no recorder's", () => {
    const seen: string[] = [];
    const done = (): Promise<void> => Promise.resolve();
    const onEnd = ({ name }: { name: string }): number => seen.push(name);
    const before = new TracerProvider({
      spanProcessors: [{ onStart: () => {}, onEnd: onEnd as never, forceFlush: done, shutdown: done }],
    });
    trace.setGlobalTracerProvider(before);
    const manager = new AsyncLocalStorageContextManager().enable();
    context.setGlobalContextManager(manager);
    try {
      const registered = trace.getTracerProvider();
      const traces = recordTraces({ isolated: true });
      traces.run(() => span('recorded', () => {}));
      span('passed on', () => {});
      traces.dispose();
      span('put back', () => {});
      expect(names(traces.spans)).toEqual(['recorded']);
      expect(seen).toEqual(['passed on', 'put back']);
      expect(trace.getTracerProvider()).toBe(registered);
      expect(context.with(ROOT_CONTEXT.setValue(Symbol.for('x'), 1), () => manager.active())).not.toBe(
        ROOT_CONTEXT,
      );
    } finally {
      trace.disable();
      context.disable();
    }
  });

  test('a provider that somebody registers meanwhile stays', () => {
    const traces = recordTraces();
    trace.disable();
    trace.setGlobalTracerProvider(new TracerProvider());
    traces.dispose();
    expect(isTracing()).toBe(true);
    trace.disable();
  });

  test('recordTraces() takes over again where somebody has unregistered it', () => {
    using first = recordTraces();
    trace.disable();
    using second = recordTraces();
    span('seen', () => {});
    expect([first.spans.length, second.spans.length]).toEqual([0, 1]);
  });

  test('is refused clearly where the API does not let it register', () => {
    const refuse = jest.spyOn(trace, 'setGlobalTracerProvider').mockReturnValue(false);
    expect(() => recordTraces()).toThrow(
      /could not register its tracer provider.*npm ls @opentelemetry\/api/,
    );
    refuse.mockRestore();
    const refuseContext = jest.spyOn(context, 'setGlobalContextManager').mockReturnValue(false);
    expect(() => recordTraces()).toThrow('could not register its context manager');
    refuseContext.mockRestore();
    expect(isTracing()).toBe(false);
  });

  test('a tracer that a module took at load works in every recorder', () => {
    const early = trace.getTracer('module');
    for (const round of [1, 2, 3]) {
      const traces = recordTraces();
      early.startSpan(`round ${round}`).end();
      traces.dispose();
      expect(names(traces.spans)).toEqual([`round ${round}`]);
    }
    expect(early.startSpan('after').isRecording()).toBe(false);
    trace.setGlobalTracerProvider(new TracerProvider());
    expect(early.startSpan('in a provider registered later').isRecording()).toBe(true);
    trace.disable();
  });

  test('without a recorder the context goes through, as without a provider', () => {
    const early = trace.getTracer('module');
    const traces: TraceRecorder = recordTraces({ isolated: true });
    const parent = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
    const outside = early.startSpan('outside', {}, trace.setSpanContext(ROOT_CONTEXT, parent));
    traces.dispose();
    expect([outside.isRecording(), outside.spanContext()]).toEqual([false, parent]);
    expect(early.startSpan('root', { root: true }).spanContext().traceId).toBe('0'.repeat(32));
  });
});
