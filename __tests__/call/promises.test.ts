import { runInNewContext } from 'node:vm';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { Traced, traced } from 'otel-traced';
import { inChildProcess } from '../support/child-process';
import { useTracing } from '../support/tracing';

const tracing = useTracing();

/** How many microtasks pass until the promise's handlers run. */
async function microtasksUntilSettled(promise: Promise<unknown>): Promise<number> {
  let settled = false;
  const done = () => {
    settled = true;
  };
  promise.then(done, done);
  let count = 0;
  while (!settled && count < 100) {
    await undefined;
    count++;
  }
  return count;
}

class Cancellable<T> extends Promise<T> {
  cancelled = false;
  cancel(): void {
    this.cancelled = true;
  }
}

describe('a method that returns a promise', () => {
  it('C1: hands on this, the arguments and the resolved object itself', async () => {
    const result = { id: 1 };
    class Service {
      seen: unknown[] = [];
      @Traced()
      async load(...args: unknown[]) {
        await null;
        this.seen.push(this, ...args);
        return result;
      }
    }
    const service = new Service();
    const args = [{}, undefined, null, 3];

    await expect(service.load(...args)).resolves.toBe(result);
    expect(service.seen).toEqual([service, ...args]);
    expect(service.seen[0]).toBe(service);
    expect(tracing.names()).toEqual(['Service.load']);
  });

  it.each([
    ['undefined', undefined],
    ['null', null],
    ['a string', 'nothing left'],
    ['a symbol', Symbol('stop')],
    ['a frozen error', Object.freeze(new Error('frozen'))],
    ['an error whose message getter throws', unreadableError()],
    ['a revoked proxy', revokedProxy()],
    ['a promise-like object', { then: 'no function' }],
  ])('C1: rejects with the identical value: %s', async (_, thrown) => {
    const reject = traced('reject', async () => {
      await null;
      throw thrown;
    });
    const outcome = await reject().then(
      () => ({ value: 'resolved' }),
      (value: unknown) => ({ value }),
    );

    expect(Object.is(outcome.value, thrown)).toBe(true);
    expect(tracing.find('reject')).toHaveFailedWith();
    expect(tracing.spans()).toHaveLength(1);
  });

  it('C1: throws in the same turn where the method does so before it makes its promise', () => {
    const error = new Error('refused');
    const refuse = traced('refuse', (): Promise<void> => {
      throw error;
    });

    expect(refuse).toThrow(error);
    expect(tracing.names()).toEqual(['refuse']);
  });

  it('C3: ends the span when the promise settles, not before', async () => {
    let settle = (_value: string) => {};
    const wait = traced(
      'wait',
      () =>
        new Promise<string>((resolve) => {
          settle = resolve;
        }),
    );
    const promise = wait();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(tracing.names()).toEqual([]);

    settle('now');
    await expect(promise).resolves.toBe('now');
    expect(tracing.names()).toEqual(['wait']);
  });

  it('C3: takes at most one microtask more', async () => {
    const plain = async () => 'value';
    const failing = async () => Promise.reject(new Error('failed'));

    const extra =
      (await microtasksUntilSettled(traced('on', plain)())) - (await microtasksUntilSettled(plain()));
    const extraOnFailure =
      (await microtasksUntilSettled(traced('on', failing)())) - (await microtasksUntilSettled(failing()));

    expect([extra, extraOnFailure].every((count) => count <= 1)).toBe(true);
    expect(tracing.names()).toEqual(['on', 'on']);
  });

  it('C1 C3: the stack of an error names the asynchronous callers as it would untraced', async () => {
    // Jest has stacks of its own.
    const { untraced, traced, spans } = await inChildProcess(`
      register();
      async function query() { await null; throw new Error('no answer'); }
      async function load() { await query(); }
      async function call(method) { await method(); }
      const callers = (error) => Array.from(error.stack.matchAll(/at async (\\w+)/g), ([, name]) => name);
      call(load).catch((error) => { seen.untraced = callers(error); });
      call(tracing.traced('load', load)).catch((error) => { seen.traced = callers(error); });
    `);
    expect(untraced).toEqual(['load', 'call']);
    expect(traced).toEqual(untraced);
    expect(spans).toEqual([{ name: 'load', status: SpanStatusCode.ERROR }]);
  });

  it('C3: the promise is adopted once: tracing calls its then one time', async () => {
    const then = jest.spyOn(Promise.prototype, 'then');
    const promise = Cancellable.resolve('value');
    const derived = traced('once', () => promise)();
    const adopted = then.mock.contexts.filter((context) => context === promise).length;
    then.mockRestore();

    expect(adopted).toBe(1);
    expect(await derived).toBe('value');
    expect(tracing.names()).toEqual(['once']);
  });
});

describe('a promise of a class of its own', () => {
  it('C3: stays of its class, also where the class is subclassed again', async () => {
    class Further<T> extends Cancellable<T> {}
    for (const type of [Cancellable, Further]) {
      const promise = traced('job', () => type.resolve(7))();
      expect(promise.constructor).toBe(type);
      expect(promise).toBeInstanceOf(type);
      await expect(promise).resolves.toBe(7);
    }
    expect(tracing.names()).toEqual(['job', 'job']);
  });

  it('C3: a cancellable promise keeps cancel() that it was given as its own', async () => {
    const cancel = jest.fn();
    const running = traced('run', () => Object.assign(Promise.resolve('done'), { cancel, pid: 4711 }));

    const promise = running();
    promise.cancel('why');

    expect(promise.pid).toBe(4711);
    expect(cancel).toHaveBeenCalledWith('why');
    expect(Object.keys(promise)).toEqual(['cancel', 'pid']);
    await expect(promise).resolves.toBe('done');
    expect(tracing.names()).toEqual(['run']);
  });

  it('C3: also where the method is a wrapper that inherits from the async function that it wraps', async () => {
    const cancel = jest.fn();
    const load = async () => 'done';
    const wrapper = Object.setPrototypeOf(() => Object.assign(load(), { cancel }), load);

    const promise = traced('run', wrapper)() as Promise<string> & { cancel(): void };
    promise.cancel();

    expect(cancel).toHaveBeenCalledTimes(1);
    await expect(promise).resolves.toBe('done');
    expect(tracing.names()).toEqual(['run']);
  });

  it('C3: accessors, symbols and flags of own properties are kept, no getter is run', async () => {
    const tag = Symbol('tag');
    const getter = jest.fn(() => 'state');
    const make = () => {
      const promise = Promise.resolve(1);
      Object.defineProperty(promise, 'state', { get: getter, configurable: true });
      Object.defineProperty(promise, tag, { value: 'kept', enumerable: false });
      Object.defineProperty(promise, 'fixed', { value: 1, writable: false });
      return promise;
    };
    const promise = traced('make', make)();

    expect(getter).not.toHaveBeenCalled();
    const expected = make();
    for (const key of ['state', tag, 'fixed']) {
      expect(Object.getOwnPropertyDescriptor(promise, key)).toEqual(
        Object.getOwnPropertyDescriptor(expected, key),
      );
    }
    await promise;
    expect(tracing.names()).toEqual(['make']);
  });

  it('C3: a frozen promise with own properties is taken like any other', async () => {
    const promise = traced('frozen', () => Object.freeze(Object.assign(Promise.resolve(1), { id: 9 })))();

    expect(promise.id).toBe(9);
    await expect(promise).resolves.toBe(1);
    expect(tracing.names()).toEqual(['frozen']);
  });

  it('C3: stays of its class where Symbol.species says otherwise', async () => {
    class Query<T> extends Promise<T> {
      static override get [Symbol.species]() {
        return Promise;
      }
    }
    const error = new Error('failed');
    const query = traced('query', (fails: boolean) => (fails ? Query.reject(error) : Query.resolve('rows')));

    const good = query(false);
    const bad = query(true);

    expect([good.constructor, bad.constructor]).toEqual([Query, Query]);
    await expect(good).resolves.toBe('rows');
    await expect(bad).rejects.toBe(error);
    expect(tracing.spans().map(({ status }) => status.code)).toEqual([
      SpanStatusCode.UNSET,
      SpanStatusCode.ERROR,
    ]);
  });

  it('C3: has its private fields, so that its methods work', async () => {
    class Job<T> extends Promise<T> {
      #label = 'job';
      label(): string {
        return this.#label;
      }
    }
    const job = traced('job', () => new Job<number>((resolve) => resolve(1)))();

    expect(job.label()).toBe('job');
    await expect(job).resolves.toBe(1);
    expect(tracing.names()).toEqual(['job']);
  });

  it('C3: becomes a plain promise where its class cannot be constructed, and the span still covers it', async () => {
    class Guarded<T> extends Promise<T> {
      static override get [Symbol.species]() {
        return Promise;
      }
      constructor(key: symbol, executor: ConstructorParameters<typeof Promise<T>>[0]) {
        if (typeof key !== 'symbol') throw new TypeError('not yours');
        super(executor);
      }
    }
    let settle = (_value: string) => {};
    const guarded = traced(
      'guarded',
      () =>
        new Guarded<string>(Symbol('mine'), (resolve) => {
          settle = resolve;
        }),
    );
    const promise = guarded();
    await null;
    expect(tracing.names()).toEqual([]);

    settle('value');
    await expect(promise).resolves.toBe('value');
    expect(promise.constructor).toBe(Promise);
    expect(tracing.names()).toEqual(['guarded']);
  });

  it('C3: a class that takes no executor leaves no rejection behind when that is found out', async () => {
    const { unhandled, spans } = await inChildProcess(`
      seen.unhandled = [];
      process.on('unhandledRejection', (error) => seen.unhandled.push(String(error)));
      class Fetching extends Promise {
        static get [Symbol.species]() { return Promise; }
        constructor(url) {
          super((resolve, reject) => typeof url === 'string' ? resolve(url) : reject(new Error('no url')));
        }
      }
      register();
      tracing.traced('fetch', () => new Fetching('a:b'))();
    `);
    expect(unhandled).toEqual([]);
    expect(spans).toEqual([{ name: 'fetch', status: SpanStatusCode.UNSET }]);
  });

  it('C3: one whose own then cannot be used comes back as it is', async () => {
    class Broken<T> extends Promise<T> {
      constructor(id: string) {
        super(() => id);
      }
    }
    const broken = new Broken('x');
    const impostor = Object.create(Promise.prototype);
    const proxied = new Proxy(Promise.resolve(1), {});

    expect(traced('broken', () => broken)()).toBe(broken);
    expect(traced('impostor', () => impostor)()).toBe(impostor);
    expect(traced('proxied', () => proxied)()).toBe(proxied);
    expect(tracing.names()).toEqual(['broken', 'impostor', 'proxied']);
  });

  it('C3: a promise that somebody watches by a patched Promise.prototype.then is still a promise', async () => {
    const original = Promise.prototype.then;
    let promise: Promise<string>;
    Promise.prototype.then = function patched(this: Promise<unknown>, ...handlers) {
      return Reflect.apply(original, this, handlers);
    } as typeof original;
    try {
      let settle = (_value: string) => {};
      promise = traced(
        'patched',
        () =>
          new Promise<string>((resolve) => {
            settle = resolve;
          }),
      )();
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect(tracing.names()).toEqual([]);
      settle('value');
      await expect(promise).resolves.toBe('value');
    } finally {
      Promise.prototype.then = original;
    }
    expect(tracing.names()).toEqual(['patched']);
  });
});

describe('a promise of another realm', () => {
  it('C3: counts as a promise, and stays one of its realm', async () => {
    const realm = runInNewContext('({ Promise, settle: undefined })');
    const promise = new realm.Promise((resolve: unknown) => {
      realm.settle = resolve;
    });
    const derived = traced('foreign', () => promise)();
    await null;
    expect(tracing.names()).toEqual([]);

    realm.settle('from afar');
    expect(await derived).toBe('from afar');
    expect(derived.constructor).toBe(realm.Promise);
    expect(tracing.names()).toEqual(['foreign']);
  });

  it('C3: also where its class is a subclass there, and where it rejects', async () => {
    const Sub = runInNewContext('class Sub extends Promise {}; Sub');
    const error = new Error('failed');
    const derived = traced('foreign', () => Sub.reject(error))();

    expect(derived.constructor).toBe(Sub);
    await expect(derived).rejects.toBe(error);
    expect(tracing.find('foreign')).toHaveFailedWith();
    expect(tracing.spans()).toHaveLength(1);
  });

  it('C3: an async method of another realm is traced until it is done', async () => {
    const load = runInNewContext('(async () => { await null; await null; return 5; })');
    await expect(traced('load', load)()).resolves.toBe(5);
    expect(tracing.names()).toEqual(['load']);
  });
});

describe('a rejection that nobody handles', () => {
  const script = (body: string) => `
    seen.unhandled = [];
    seen.handledLater = 0;
    process.on('unhandledRejection', (error) => seen.unhandled.push(error.message));
    process.on('rejectionHandled', () => seen.handledLater++);
    class Own extends Promise {}
    class Elsewhere extends Promise { static get [Symbol.species]() { return Promise; } }
    const foreign = require('node:vm').runInNewContext('Promise');
    register();
    ${body}
  `;

  it.each([
    ['of an async method', `tracing.traced('fail', async () => { throw new Error('lost'); })();`],
    [
      'later',
      `tracing.traced('fail', () => new Promise((_, no) => setTimeout(no, 5, new Error('lost'))))();`,
    ],
    ['of a subclass', `tracing.traced('fail', () => Own.reject(new Error('lost')))();`],
    [
      'of a class with another species',
      `tracing.traced('fail', () => Elsewhere.reject(new Error('lost')))();`,
    ],
    ['of another realm', `tracing.traced('fail', () => foreign.reject(new Error('lost')))();`],
    ['in withSpan', `tracing.withSpan('fail', async () => { throw new Error('lost'); });`],
    ['with each', `tracing.traced('fail', { each: {} }, async () => { throw new Error('lost'); })();`],
  ])('C3: raises unhandledRejection once: %s', async (_, body) => {
    const { unhandled, handledLater, spans } = await inChildProcess(script(body));
    expect({ unhandled, handledLater }).toEqual({ unhandled: ['lost'], handledLater: 0 });
    expect(spans).toEqual([{ name: 'fail', status: SpanStatusCode.ERROR }]);
  });

  it('C3: raises it once in nested traced methods', async () => {
    const { unhandled, spans } = await inChildProcess(
      script(`
        const inner = tracing.traced('inner', async () => { throw new Error('lost'); });
        tracing.traced('outer', async () => inner())();
      `),
    );
    expect(unhandled).toEqual(['lost']);
    expect(spans.map(({ name }) => name)).toEqual(['inner', 'outer']);
  });

  it('C3: raises none where the caller handles it', async () => {
    const { unhandled, spans } = await inChildProcess(
      script(`
        const makers = [() => Promise, () => Own, () => Elsewhere, () => foreign];
        for (const of of makers) tracing.traced('fail', () => of().reject(new Error('lost')))().catch(() => {});
      `),
    );
    expect(unhandled).toEqual([]);
    expect(spans).toHaveLength(4);
  });
});

describe('a span that is not recorded', () => {
  it('C3: costs no microtask: the very promise comes back', async () => {
    trace.disable();
    const promise = Promise.resolve(1);
    expect(traced('off', () => promise)()).toBe(promise);
    await promise;
    expect(tracing.spans()).toEqual([]);
  });
});

function unreadableError(): Error {
  const error = new Error();
  Object.defineProperty(error, 'message', {
    get() {
      throw new Error('unreadable');
    },
  });
  return error;
}

function revokedProxy(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
