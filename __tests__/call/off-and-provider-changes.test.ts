import { context, propagation, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import {
  configureTracing,
  createTracing,
  instrument,
  isTracingEnabled,
  Traced,
  TracedClass,
  type TracedOptions,
  TracingMixin,
  traced,
  withSpan,
  withSpanAttributes,
} from 'otel-traced';
import { inChildProcess } from '../support/child-process';
import { useTracing } from '../support/tracing';

const tracing = useTracing();

type Options = Omit<TracedOptions, 'args'>;

/** Every callback there is, all of which would be seen. */
function watchedOptions(calls: string[]): Options {
  const seen = (name: string) => () => {
    calls.push(name);
    return undefined as never;
  };
  return {
    name: seen('name'),
    attributes: seen('attributes'),
    resultAttributes: seen('resultAttributes'),
    errorAttributes: seen('errorAttributes'),
    isError: seen('isError'),
    parent: seen('parent'),
    links: seen('links'),
    inject: seen('inject'),
    each: seen('each'),
  };
}

/** Calls everything traced by these options, and says what differs from the plain call: nothing, one hopes. */
async function touched(options: Options): Promise<string[]> {
  const calls: string[] = [];
  const watched = { ...watchedOptions(calls), ...options };
  const promise = Promise.resolve(1);
  const generator = (function* () {
    yield 1;
  })();
  const argument = {
    toString: () => {
      calls.push('toString');
      return 'argument';
    },
  };
  class Service {
    @Traced({ ...watched, args: [null, 'argument'] })
    give(value: unknown, _: unknown) {
      return value;
    }
    @Traced(watched)
    fail() {
      throw new Error('its own');
    }
  }
  const spies = [
    jest.spyOn(context, 'active'),
    jest.spyOn(context, 'with'),
    jest.spyOn(propagation, 'inject'),
    jest.spyOn(propagation, 'extract'),
  ];
  const service = new Service();
  for (const value of [1, promise, generator, [1]]) {
    if (service.give(value, argument) !== value) calls.push('another value');
    if (withSpan('given', watched, () => value) !== value) calls.push('another value in withSpan');
    if (traced('given', watched, () => value)() !== value) calls.push('another value in traced');
  }
  if (Object.hasOwn(generator, 'next')) calls.push('the generator is watched');
  expect(() => service.fail()).toThrow('its own');
  for (const spy of spies) {
    calls.push(...spy.mock.calls.map(() => `context or propagation: ${spy.getMockName()}`));
    spy.mockRestore();
  }
  return calls;
}

describe('with tracing off', () => {
  it('O1: without a provider nothing is called and the very promise comes back', async () => {
    trace.disable();
    const enabled = jest.fn(() => true);
    expect(await touched({ enabled })).toEqual([]);
    expect(enabled).not.toHaveBeenCalled();
    expect(isTracingEnabled()).toBe(false);
    expect(tracing.spans()).toEqual([]);
  });

  it('O1: with enabled: false the same', async () => {
    expect(await touched({ enabled: false })).toEqual([]);
    expect(isTracingEnabled()).toBe(true);
    expect(tracing.spans()).toEqual([]);
  });

  it('O1: with an enabled that says false, it alone is asked, with the method’s this and arguments', async () => {
    const enabled = jest.fn(() => false);
    expect(await touched({ enabled })).toEqual([]);
    expect(enabled).toHaveBeenCalledWith(1, expect.anything());
    expect(tracing.spans()).toEqual([]);
  });

  it('O1: with configureTracing({ enabled: false }) the same', async () => {
    configureTracing({ enabled: false });
    expect(await touched({})).toEqual([]);
    expect(tracing.spans()).toEqual([]);
    configureTracing({ enabled: true });
    traced('again', () => 1)();
    expect(tracing.names()).toEqual(['again']);
  });

  it('O1: off at any level is off: scope, class, methods, method', () => {
    const off = createTracing({ name: 'off', enabled: false });
    const on = createTracing({ name: 'on' });
    const never = createTracing({ name: 'never', attributes: { a: 1 } });
    never.enabled = false;

    @TracedClass({ enabled: false })
    class OffClass {
      @Traced({ enabled: true })
      one() {}
      two() {}
    }
    @TracedClass({ enabled: true, methods: { one: { enabled: false }, two: { enabled: () => false } } })
    class OffMethods {
      one() {}
      two() {}
      three() {}
    }
    class OffScope {
      @off.Traced({ enabled: true })
      one() {}
      @never.Traced({ enabled: () => true })
      two() {}
      @on.Traced({ enabled: () => false })
      three() {}
    }
    for (const object of [new OffClass(), new OffMethods(), new OffScope()]) {
      for (const name of ['one', 'two', 'three'])
        (object as unknown as Record<string, (() => void) | undefined>)[name]?.();
    }
    off.withSpan('withSpan', () => {});
    off.traced('traced', () => {})();
    expect(tracing.names()).toEqual(['OffMethods.three']);
  });

  it('O1: the switch of a scope counts from the next call on', () => {
    const orders = createTracing({ name: 'orders' });
    const place = orders.traced('place', () => 1);
    place();
    orders.enabled = false;
    place();
    orders.enabled = true;
    place();
    expect(tracing.names()).toEqual(['place', 'place']);
  });

  it('O1: an instance that was switched off is off alone', () => {
    class Cart extends TracingMixin() {
      constructor(enabled: boolean) {
        super();
        this.initTracing('cart', enabled);
      }
      @Traced()
      add() {
        return this.withSpan('inner', () => this.tracingEnabled);
      }
    }
    expect([new Cart(false).add(), new Cart(true).add()]).toEqual([false, true]);
    expect(tracing.names()).toEqual(['inner', 'Cart.add']);
  });

  it('O1: what instrument() traced is plain again after its restore', async () => {
    class Client {
      async get() {
        return 1;
      }
    }
    const restore = instrument(Client);
    await new Client().get();
    restore();
    await new Client().get();
    expect(tracing.names()).toEqual(['Client.get']);
  });

  it('O1: withSpanAttributes touches no context without a provider', () => {
    trace.disable();
    const active = jest.spyOn(context, 'active');
    const run = jest.spyOn(context, 'with');
    expect(withSpanAttributes({ tenant: 't' }, () => 5)).toBe(5);
    expect([active.mock.calls, run.mock.calls]).toEqual([[], []]);
    active.mockRestore();
    run.mockRestore();
  });

  it('O1: no microtask more without a provider', async () => {
    trace.disable();
    const order: string[] = [];
    const work = async (name: string) => {
      await null;
      order.push(name);
    };
    const off = traced('off', work);
    const all = [
      off('traced').then(() => order.push('after traced')),
      work('plain').then(() => order.push('after plain')),
    ];
    await Promise.all(all);
    expect(order).toEqual(['traced', 'plain', 'after traced', 'after plain']);
  });

  it.each(['true', '1', 'TRUE', ' true '])(
    'O1: OTEL_TRACED_DISABLED=%p is off, whatever the code says',
    async (value) => {
      const { spans, called, same } = await inChildProcess(
        `
        register();
        tracing.configureTracing({ enabled: true });
        seen.called = 0;
        const promise = Promise.resolve(1);
        const work = tracing.traced('work', { attributes: () => { seen.called++; } }, () => promise);
        seen.same = work() === promise;
        tracing.withSpan('span', () => {});
      `,
        { OTEL_TRACED_DISABLED: value },
      );
      expect({ spans, called, same }).toEqual({ spans: [], called: 0, same: true });
    },
  );

  it.each(['false', '0', ''])('O1: OTEL_TRACED_DISABLED=%p is not', async (value) => {
    const { spans } = await inChildProcess(`register(); tracing.traced('work', () => 1)();`, {
      OTEL_TRACED_DISABLED: value,
    });
    expect(spans.map(({ name }) => name)).toEqual(['work']);
  });
});

describe('a provider that changes', () => {
  const collecting = () => {
    const exporter = new InMemorySpanExporter();
    const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
    return { provider, names: () => exporter.getFinishedSpans().map(({ name }) => name) };
  };

  @TracedClass()
  class Service {
    work() {
      return isTracingEnabled();
    }
  }

  it('O2: registered after classes and instances exist, is seen by the next call', () => {
    trace.disable();
    const service = new Service();
    const scope = createTracing({ name: 'scope' });
    const inScope = scope.traced('inScope', () => 1);
    for (let n = 0; n < 3; n++) expect(service.work()).toBe(false);
    inScope();

    trace.setGlobalTracerProvider(tracing.provider);
    expect(service.work()).toBe(true);
    inScope();
    expect(tracing.names()).toEqual(['Service.work', 'inScope']);
  });

  it('O2: replaced, the next call goes to the new one, and off again to none', () => {
    const [first, second] = [collecting(), collecting()];
    const service = new Service();
    service.work();
    for (const { provider } of [first, second, first]) {
      trace.disable();
      service.work();
      trace.setGlobalTracerProvider(provider);
      service.work();
    }
    expect([tracing.names(), first.names(), second.names()]).toEqual([
      ['Service.work'],
      ['Service.work', 'Service.work'],
      ['Service.work'],
    ]);
  });

  it('O2: replaced in the middle of a call, the call’s span ends where it began', async () => {
    const { provider, names } = collecting();
    let finish = (_: unknown) => {};
    const work = traced(
      'work',
      () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
    );
    const promise = work();
    trace.disable();
    trace.setGlobalTracerProvider(provider);
    traced('other', () => 1)();
    finish(1);
    await promise;
    expect([tracing.names(), names()]).toEqual([['work'], ['other']]);
  });

  it('O2: gone in the middle of a call, the call is the same', async () => {
    const error = new Error('failed');
    const work = traced('work', async () => {
      await null;
      throw error;
    });
    const promise = work();
    trace.disable();
    context.disable();
    await expect(promise).rejects.toBe(error);
    expect(tracing.names()).toEqual(['work']);
  });

  it('O2: a tracer that was taken before any provider is there finds it', () => {
    trace.disable();
    const { tracer } = createTracing({ name: 'early' });
    tracer.startSpan('nowhere').end();
    trace.setGlobalTracerProvider(tracing.provider);
    createTracing({ name: 'early' }).tracer.startSpan('here').end();
    expect(tracing.names()).toEqual(['here']);
  });

  it('O2: registered by a newer copy of the API, is seen by the next call, and its contexts too', async () => {
    const { enabled, nested, spans } = await inChildProcess(`
      const newer = require('api-1.10');
      const inner = tracing.traced('inner', () => api.trace.getActiveSpan()?.spanContext().spanId);
      const outer = tracing.traced('outer', async () => { await null; return inner(); });
      inner();
      seen.enabled = [tracing.isTracingEnabled()];
      newer.trace.setGlobalTracerProvider(provider);
      newer.context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
      seen.enabled.push(tracing.isTracingEnabled());
      outer().then(() => {
        const [one, two] = exporter.getFinishedSpans();
        seen.nested = one.parentSpanContext.spanId === two.spanContext().spanId;
        newer.trace.disable();
        seen.enabled.push(tracing.isTracingEnabled());
        inner();
      });
    `);
    expect({ enabled, nested }).toEqual({ enabled: [false, true, false], nested: true });
    expect(spans.map(({ name }) => name)).toEqual(['inner', 'outer']);
  });

  it('O2: registered by an older copy, which the API itself refuses, is none, and does no harm', async () => {
    const { enabled, values, spans } = await inChildProcess(`
      const older = require('api-1.4');
      const work = tracing.traced('work', () => 5);
      const { tracer } = tracing.createTracing({ name: 'scope' });
      older.trace.setGlobalTracerProvider(provider);
      seen.values = [work(), work(), tracer.startSpan('nowhere').isRecording()];
      seen.enabled = [tracing.isTracingEnabled()];
      // The very same provider, registered by the right copy, in a registry of its own.
      delete globalThis[Symbol.for('opentelemetry.js.api.1')];
      register();
      seen.values.push(work());
      seen.enabled.push(tracing.isTracingEnabled());
    `);
    expect({ enabled, values }).toEqual({ enabled: [false, true], values: [5, 5, false, 5] });
    expect(spans.map(({ name }) => name)).toEqual(['work']);
  });

  it('O1, O2: importing leaves the global object alone; the empty place that tracing makes is used by every copy', async () => {
    const { places, values, spans } = await inChildProcess(`
      const REGISTRY = Symbol.for('opentelemetry.js.api.1');
      seen.places = [REGISTRY in globalThis];
      const work = tracing.traced('work', () => 5);
      seen.places.push(REGISTRY in globalThis, globalThis[REGISTRY] === undefined, tracing.isTracingEnabled());
      const older = require('api-1.4');
      seen.places.push(older.trace.getActiveSpan() === undefined, older.trace.disable() === undefined);
      seen.values = [work()];
      register();
      seen.values.push(work());
      delete globalThis[REGISTRY];
      seen.values.push(work());
      register();
      seen.values.push(work());
    `);
    expect(places).toEqual([false, true, true, false, true, true]);
    expect(values).toEqual([5, 5, 5, 5]);
    expect(spans.map(({ name }) => name)).toEqual(['work', 'work']);
  });

  it('O1: a global object that takes nothing is no obstacle', async () => {
    const { values } = await inChildProcess(`
      Object.preventExtensions(globalThis);
      const work = tracing.traced('work', () => 5);
      seen.values = [work(), work()];
    `);
    expect(values).toEqual([5, 5]);
  });

  it('O2: registered by another copy of the same version, is seen by the next call', () => {
    const { provider, names } = collecting();
    const service = new Service();
    trace.disable();
    jest.isolateModules(() => {
      const copy = require('@opentelemetry/api') as typeof import('@opentelemetry/api');
      expect(copy.trace).not.toBe(trace);
      copy.trace.setGlobalTracerProvider(provider);
    });
    service.work();
    trace.disable();
    service.work();
    expect(names()).toEqual(['Service.work']);
    expect(tracing.spans()).toEqual([]);
  });
});
