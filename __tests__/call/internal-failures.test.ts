import {
  type Context,
  context,
  DiagLogLevel,
  diag,
  propagation,
  ROOT_CONTEXT,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { type Sampler, type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { configureTracing, Traced, type TracedOptions, traced, withSpan } from 'otel-traced';
import { inChildProcess } from '../support/child-process';
import { useTracing } from '../support/tracing';

const tracing = useTracing();
const boom = () => {
  throw new Error('inside tracing');
};
const boomLater = async () => {
  await null;
  throw new Error('inside tracing, later');
};

type Options = TracedOptions<unknown, [value: unknown], unknown>;

/** Every option that is a function, and what it is to be used with. */
const CALLBACKS: [name: string, make: (callback: () => never) => Options][] = [
  ['name', (callback) => ({ name: callback })],
  ['attributes', (callback) => ({ attributes: callback })],
  ['resultAttributes', (callback) => ({ resultAttributes: callback })],
  ['errorAttributes', (callback) => ({ errorAttributes: callback })],
  ['isError', (callback) => ({ isError: callback })],
  ['parent', (callback) => ({ parent: callback })],
  ['links', (callback) => ({ links: callback })],
  ['inject', (callback) => ({ inject: callback })],
  ['enabled', (callback) => ({ enabled: callback })],
];

function unreadable(): object {
  return {
    toString: boom,
  };
}

/** Runs a method that succeeds and one that fails, twice each, sync and async, and checks that nothing is different. */
async function expectUntouched(options: Options): Promise<void> {
  const error = new Error('its own');
  const value = { id: 1 };
  const runs: string[] = [];
  class Service {
    @Traced(options)
    good(given: unknown) {
      runs.push('good');
      return given;
    }
    @Traced(options)
    async goodLater(given: unknown) {
      runs.push('goodLater');
      await null;
      return given;
    }
    @Traced(options)
    bad(_: unknown) {
      runs.push('bad');
      throw error;
    }
    @Traced(options)
    async badLater(_: unknown) {
      runs.push('badLater');
      await null;
      throw error;
    }
  }
  const service = new Service();
  for (let n = 0; n < 2; n++) {
    expect(service.good(value)).toBe(value);
    await expect(service.goodLater(value)).resolves.toBe(value);
    expect(() => service.bad(value)).toThrow(error);
    await expect(service.badLater(value)).rejects.toBe(error);
  }
  expect(runs).toEqual(['good', 'goodLater', 'bad', 'badLater', 'good', 'goodLater', 'bad', 'badLater']);
}

const METHODS = ['Service.good', 'Service.goodLater', 'Service.bad', 'Service.badLater'];

/** Which of the four methods a callback is called for. */
function methodsWith(option: string): string[] {
  if (option === 'resultAttributes') return METHODS.slice(0, 2);
  return option === 'errorAttributes' || option === 'isError' ? METHODS.slice(2) : METHODS;
}

describe('an option that throws', () => {
  it.each(CALLBACKS)('C8: %s: the call is the same, it is reported once a method', async (option, make) => {
    const onInternalError = jest.fn();
    configureTracing({ onInternalError });
    await expectUntouched(make(boom));

    const reports = onInternalError.mock.calls.map(([error, where]) => [error.message, where]);
    expect(reports).toEqual(methodsWith(option).map((method) => ['inside tracing', { method }]));
    expect(tracing.names().sort()).toEqual([...METHODS, ...METHODS].sort());
  });

  it.each(CALLBACKS)(
    'C8: %s that rejects later: no unhandled rejection, reported once a method',
    async (option, make) => {
      const onInternalError = jest.fn();
      configureTracing({ onInternalError });
      await expectUntouched(make(boomLater as unknown as () => never));
      await new Promise((resolve) => setImmediate(resolve));

      const methods = onInternalError.mock.calls.map(([, where]) => where.method);
      expect(methods.sort()).toEqual([...methodsWith(option)].sort());
      expect(tracing.spans()).toHaveLength(8);
    },
  );

  it('C8: an async option brings no process down', async () => {
    const { unhandled, spans } = await inChildProcess(`
      seen.unhandled = [];
      process.on('unhandledRejection', (error) => seen.unhandled.push(error.message));
      register();
      const later = async () => { throw new Error('later'); };
      const fail = tracing.traced('work', {
        name: later, attributes: later, resultAttributes: later, errorAttributes: later, isError: later,
        parent: later, links: later, inject: later, enabled: later, each: later,
      }, (fails) => { if (fails) throw new Error('own'); return [1][Symbol.iterator] && (function* () { yield 1; })(); });
      for (const _ of fail(false));
      try { fail(true); } catch {}
      tracing.configureTracing({ sanitize: later, onInternalError: later });
      tracing.traced('sanitized', { attributes: { key: 'value' } }, () => 1)();
      tracing.traced('reported', { attributes: () => { throw new Error('now'); } }, () => 1)();
    `);
    expect(unhandled).toEqual([]);
    expect(spans.map(({ name }) => name)).toEqual(['work item', 'work', 'work', 'sanitized', 'reported']);
  });

  it('C8: what cannot be turned into an attribute is left out, the rest is recorded', async () => {
    const onInternalError = jest.fn();
    configureTracing({ onInternalError });
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    await expectUntouched({
      attributes: () => ({ odd: unreadable(), revoked: proxy, good: 1 }),
      args: ['argument'],
    });
    for (const { attributes } of tracing.spans())
      expect(attributes).toMatchObject({ good: 1, argument: '{"id":1}' });
    expect(onInternalError.mock.calls.map(([, { method }]) => method)).toEqual(METHODS);
    expect(tracing.spans()).toHaveLength(8);
  });

  it('C8: attributes that cannot be listed', async () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    await expectUntouched({
      attributes: () => proxy,
      resultAttributes: () => proxy,
      errorAttributes: () => proxy,
    });
    expect(tracing.spans()).toHaveLength(8);
  });

  it('C8: options that answer with the wrong thing', async () => {
    const wrong = [undefined, null, 5, 'text', Symbol('s'), [], () => {}, new Date(Number.NaN)];
    for (const answer of wrong) {
      const callback = () => answer as never;
      await expectUntouched({
        name: callback,
        attributes: callback,
        resultAttributes: callback,
        errorAttributes: callback,
        parent: callback,
        links: callback,
        inject: callback,
      });
    }
    expect(tracing.spans()).toHaveLength(8 * wrong.length);
  });

  it('C8: without onInternalError it is told diag.warn, naming the method', () => {
    const warn = jest.fn();
    diag.setLogger({ warn, error: warn, info() {}, debug() {}, verbose() {} }, DiagLogLevel.ALL);
    class Orders {
      @Traced('place', { attributes: boom })
      place() {}
    }
    const orders = new Orders();
    orders.place();
    orders.place();
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0][0]).toContain('Orders.place');
    expect(warn.mock.calls[0]).toContainEqual(new Error('inside tracing'));
    expect(tracing.names()).toEqual(['place', 'place']);
  });

  it('C8: with onInternalError diag is left in peace', () => {
    const warn = jest.fn();
    diag.setLogger({ warn, error: warn, info() {}, debug() {}, verbose() {} });
    const onInternalError = jest.fn();
    configureTracing({ onInternalError });
    traced('work', { attributes: boom }, () => 1)();
    expect(onInternalError).toHaveBeenCalledWith(new Error('inside tracing'), { method: 'work' });
    expect(warn).not.toHaveBeenCalled();
    expect(tracing.names()).toEqual(['work']);
  });

  it('C8: a report that fails itself does not reach the caller', async () => {
    configureTracing({ onInternalError: boom });
    await expectUntouched({ attributes: boom });
    configureTracing({ onInternalError: undefined });
    diag.setLogger({ warn: boom, error: boom, info() {}, debug() {}, verbose() {} });
    await expectUntouched({ attributes: boom });
    expect(tracing.spans()).toHaveLength(16);
  });

  it('C8: an enabled that throws counts as true', () => {
    traced('work', { enabled: boom }, () => 1)();
    expect(tracing.names()).toEqual(['work']);
  });

  it('C8: withSpan too', async () => {
    const onInternalError = jest.fn();
    configureTracing({ onInternalError });
    expect(withSpan('work', { attributes: boom, resultAttributes: boom }, () => 5)).toBe(5);
    expect(onInternalError).toHaveBeenCalledTimes(1);
    expect(tracing.names()).toEqual(['work']);
  });

  it('C8: a sanitize that throws drops the value, and nothing else', async () => {
    configureTracing({ sanitize: boom, onInternalError: jest.fn() });
    await expectUntouched({ attributes: { key: 'value' }, resultAttributes: () => ({ count: 1 }) });
    for (const { attributes } of tracing.spans()) expect(attributes).toEqual({});
    expect(tracing.spans()).toHaveLength(8);
  });

  it('C8: a propagator that throws', async () => {
    propagation.setGlobalPropagator({ inject: boom, extract: boom, fields: () => [] });
    await expectUntouched({
      inject: () => ({}),
      parent: () => ({ traceparent: 'x' }),
      links: () => [{ a: 'b' }],
    });
    expect(tracing.spans()).toHaveLength(8);
  });
});

describe('an SDK that throws', () => {
  const register = (provider: TracerProvider) => {
    trace.disable();
    trace.setGlobalTracerProvider(provider);
  };
  const silent: SpanProcessor = {
    onStart() {},
    onEnd() {},
    forceFlush: async () => {},
    shutdown: async () => {},
  };

  let onInternalError: jest.Mock;
  beforeEach(() => {
    onInternalError = jest.fn();
    configureTracing({ onInternalError });
  });

  const sampler: Sampler = { shouldSample: boom, toString: () => 'broken' };
  it.each<[string, () => TracerProvider]>([
    ['a sampler', () => new TracerProvider({ sampler })],
    ['a processor at start', () => new TracerProvider({ spanProcessors: [{ ...silent, onStart: boom }] })],
    ['a processor at end', () => new TracerProvider({ spanProcessors: [{ ...silent, onEnd: boom }] })],
  ])('C8: %s', async (_, make) => {
    register(make());
    await expectUntouched({ attributes: { key: 1 } });
    expect(onInternalError.mock.calls.map(([, { method }]) => method).sort()).toEqual([...METHODS].sort());
    expect(tracing.spans()).toEqual([]);
  });

  it('C8: a provider that has no tracer to give', async () => {
    trace.disable();
    trace.setGlobalTracerProvider({ getTracer: boom });
    await expectUntouched({});
    expect(onInternalError).toHaveBeenCalledTimes(4);
    trace.disable();
    trace.setGlobalTracerProvider({ getTracer: () => undefined as never });
    await expectUntouched({});
  });

  it('C8: a tracer that throws', async () => {
    trace.disable();
    trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan: boom, startActiveSpan: boom }) });
    await expectUntouched({});
    expect(onInternalError).toHaveBeenCalledTimes(4);
  });

  it.each(['setAttributes', 'setAttribute', 'setStatus', 'addEvent', 'end', 'isRecording', 'spanContext'])(
    'C8: a span whose %s() throws',
    async (method) => {
      const real = tracing.provider.getTracer('real');
      trace.disable();
      trace.setGlobalTracerProvider({
        getTracer: () => ({
          startSpan: (...args: Parameters<typeof real.startSpan>) =>
            Object.assign(real.startSpan(...args), { [method]: boom }),
          startActiveSpan: boom,
        }),
      });
      await expectUntouched({
        attributes: () => ({ key: 1 }),
        okStatus: true,
        resultAttributes: () => ({ done: 1 }),
      });
      expect(onInternalError.mock.calls.length).toBeLessThanOrEqual(4);
      expect(tracing.leaveOpen()).toBe(method === 'end' ? 8 : 0);
    },
  );

  it('C8: a span is exported though its attributes could not be set', () => {
    const real = tracing.provider.getTracer('real');
    trace.disable();
    trace.setGlobalTracerProvider({
      getTracer: () => ({
        startSpan: (...args: Parameters<typeof real.startSpan>) =>
          Object.assign(real.startSpan(...args), { setAttributes: boom }),
        startActiveSpan: boom,
      }),
    });
    traced('work', { attributes: () => ({ key: 1 }) }, () => 1)();
    expect(tracing.names()).toEqual(['work']);
  });
});

describe('a context manager that misbehaves', () => {
  class Broken extends AsyncLocalStorageContextManager {}
  type With = Broken['with'];
  const use = (changes: { with?: With; active?: () => Context }) => {
    context.disable();
    context.setGlobalContextManager(Object.assign(new Broken(), changes).enable());
  };
  beforeEach(() => configureTracing({ onInternalError: jest.fn() }));

  const call = (fn: unknown, args: unknown[]) => (fn as (...args: unknown[]) => unknown)(...args);
  it.each<[string, With]>([
    ['throws at once', boom],
    [
      'throws after the call',
      (_, fn, __, ...args) => {
        call(fn, args);
        return boom();
      },
    ],
    [
      'calls twice',
      (_, fn, __, ...args) => {
        call(fn, args);
        return call(fn, args) as never;
      },
    ],
    ['never calls', () => undefined as never],
    [
      'calls later',
      (_, fn, __, ...args) => {
        queueMicrotask(() => call(fn, args));
        return undefined as never;
      },
    ],
    ['returns something else', (_, fn, __, ...args) => [call(fn, args)] as never],
  ])('C8: with() that %s: the method runs once and its outcome is its own', async (_, broken) => {
    use({ with: broken });
    await expectUntouched({});

    const steps = traced('steps', function* () {
      yield 1;
      yield 2;
    });
    expect([...steps()]).toEqual([1, 2]);
  });

  it('C8: active() that throws', async () => {
    use({ active: boom });
    await expectUntouched({ parent: () => undefined, root: 'linked' });
  });

  it('C8: active() that gives nothing', async () => {
    use({ active: () => undefined as never });
    await expectUntouched({});
    use({ active: () => ROOT_CONTEXT });
    await expectUntouched({});
  });

  it('C8: none at all', async () => {
    context.disable();
    await expectUntouched({});
    expect(tracing.spans()).toHaveLength(8);
  });
});
