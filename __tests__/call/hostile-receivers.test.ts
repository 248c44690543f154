import { configureTracing, Traced, TracedClass, TracingMixin, traced } from 'otel-traced';
import { useTracing } from '../support/tracing';

const tracing = useTracing();

class Counter {
  @Traced()
  one(): number {
    return 1;
  }
}

const throwing = new Proxy(
  {},
  new Proxy(
    {},
    {
      get() {
        throw new Error('trap');
      },
    },
  ),
);

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

describe('a receiver that can not be inspected', () => {
  it.each<[string, unknown]>([
    ['whose every trap throws', throwing],
    ['that is a revoked proxy', revoked()],
    ['that has no prototype', Object.create(null)],
    ['that is undefined', undefined],
  ])('C1: %s: the method runs and has a span', (_, receiver) => {
    expect(Counter.prototype.one.call(receiver as Counter)).toBe(1);
    expect(tracing.spans()).toHaveLength(1);
  });
});

describe('a receiver behind a proxy', () => {
  class Store extends TracingMixin() {
    constructor(enabled: boolean) {
      super();
      this.initTracing('store', enabled);
    }
    @Traced()
    load(): number {
      return 1;
    }
  }

  it('obeys the switch of the instance', () => {
    const reactive = (store: Store) =>
      new Proxy(store, { get: (target, key, self) => Reflect.get(target, key, self) });
    expect(reactive(new Store(false)).load()).toBe(1);
    expect(tracing.spans()).toEqual([]);
    expect(reactive(new Store(true)).load()).toBe(1);
    expect(tracing.names()).toEqual(['Store.load']);
  });
});

describe('a platform without WeakRef', () => {
  const { WeakRef: original } = globalThis;
  beforeEach(() => Reflect.deleteProperty(globalThis, 'WeakRef'));
  afterEach(() => {
    globalThis.WeakRef = original;
  });

  it('C10: decorated classes work', () => {
    @TracedClass()
    class Orders {
      place() {
        return 1;
      }
    }
    expect(new Orders().place()).toBe(1);
    expect(tracing.names()).toEqual(['Orders.place']);
  });
});

describe('a report of a failure inside tracing', () => {
  it('C8: comes once per name of a block, not once per call', () => {
    const onInternalError = jest.fn();
    configureTracing({ onInternalError });
    const attributes = () => {
      throw new Error('broken');
    };
    const { withSpan } = jest.requireActual<typeof import('otel-traced')>('otel-traced');
    for (let n = 0; n < 100; n++) withSpan('block', { attributes }, () => n);
    expect(onInternalError).toHaveBeenCalledTimes(1);
  });

  it('C8: an odd answer of `each` is reported, and the iteration goes on', () => {
    const onInternalError = jest.fn();
    configureTracing({ onInternalError });
    const numbers = traced('numbers', { each: () => ({ metrics: null }) as never }, function* () {
      yield 1;
      yield 2;
    });
    expect([...numbers()]).toEqual([1, 2]);
    expect(tracing.find('numbers').status.code).toBe(0);
  });
});
