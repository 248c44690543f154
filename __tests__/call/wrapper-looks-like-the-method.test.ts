import 'reflect-metadata';
import { EventEmitter } from 'node:events';
import { Traced, TracedClass, traced } from 'otel-traced';
import { useTracing } from '../support/tracing';

const tracing = useTracing();
const KEY = Symbol('key');

type AnyMethod = (this: unknown, ...args: never[]) => unknown;

/** A decorator of another library, for both modes, that changes the function in place. */
function onFunction(change: (fn: AnyMethod) => void) {
  return (...call: unknown[]): void => {
    const [first, , descriptor] = call as [unknown, unknown, PropertyDescriptor?];
    change((descriptor === undefined ? first : descriptor.value) as AnyMethod);
  };
}

const mark = (key: string, value: unknown) => onFunction((fn) => Reflect.defineMetadata(key, value, fn));
const tag = (value: string) => onFunction((fn) => Object.assign(fn, { tag: value }));

class Plain {
  save(_a: string, _b = 1, ..._rest: unknown[]) {
    return 'saved';
  }
  async load(_id: string) {}
  *walk(_from: number) {}
  async *feed() {}
  [KEY](_a: unknown, _b: unknown) {}
  static create(_a: string) {}
}

class Service {
  @Traced() save(_a: string, _b = 1, ..._rest: unknown[]) {
    return 'saved';
  }
  @Traced() async load(_id: string) {}
  @Traced() *walk(_from: number) {}
  @Traced() async *feed() {}
  @Traced() [KEY](_a: unknown, _b: unknown) {}
  @Traced() static create(_a: string) {}
}

const METHODS: [owner: object, plain: object, key: PropertyKey][] = [
  [Service.prototype, Plain.prototype, 'save'],
  [Service.prototype, Plain.prototype, 'load'],
  [Service.prototype, Plain.prototype, 'walk'],
  [Service.prototype, Plain.prototype, 'feed'],
  [Service.prototype, Plain.prototype, KEY],
  [Service, Plain, 'create'],
];

describe('the wrapper', () => {
  it.each(METHODS)(
    'C2: keeps the flags, the name, the length and the kind of %p %p %p',
    (owner, plain, key) => {
      const wrapped = Reflect.getOwnPropertyDescriptor(owner, key) as PropertyDescriptor;
      const expected = Reflect.getOwnPropertyDescriptor(plain, key) as PropertyDescriptor;

      expect({ ...wrapped, value: null }).toEqual({ ...expected, value: null });
      for (const property of ['name', 'length', 'prototype']) {
        const one = Reflect.getOwnPropertyDescriptor(wrapped.value, property);
        const two = Reflect.getOwnPropertyDescriptor(expected.value, property);
        expect({ ...one, value: typeof one?.value }).toEqual({ ...two, value: typeof two?.value });
      }
      expect([wrapped.value.name, wrapped.value.length]).toEqual([
        expected.value.name,
        expected.value.length,
      ]);
      expect(Object.getPrototypeOf(wrapped.value)).toBe(Object.getPrototypeOf(expected.value));
      expect(Object.prototype.toString.call(wrapped.value)).toBe(
        Object.prototype.toString.call(expected.value),
      );
      expect(Object.keys(wrapped.value)).toEqual([]);
    },
  );

  it('C2: a class says the same names as before', () => {
    expect(Reflect.ownKeys(Service.prototype)).toEqual(Reflect.ownKeys(Plain.prototype));
    expect(Reflect.ownKeys(Service)).toEqual(Reflect.ownKeys(Plain));
    expect(Object.keys(new Service())).toEqual([]);
    expect(JSON.stringify(new Service())).toBe('{}');
  });

  it('C2: refuses new where the method does, and serves it where it does', () => {
    expect(() => Reflect.construct(Service.prototype.save, [])).toThrow(TypeError);
    expect(() =>
      Reflect.construct(
        traced('arrow', () => {}),
        [],
      ),
    ).toThrow(TypeError);

    function Point(this: { x: number; target?: unknown }, x: number) {
      this.x = x;
      this.target = new.target;
    }
    Point.prototype.double = function (this: { x: number }) {
      return this.x * 2;
    };
    const TracedPoint = traced('Point', Point as unknown as (x: number) => { x: number }) as unknown as {
      new (x: number): { x: number; target: unknown; double(): number };
      prototype: object;
    };
    const point = new TracedPoint(4);
    expect(point).toBeInstanceOf(TracedPoint);
    expect(point).toBeInstanceOf(Point);
    expect([point.x, point.double(), point.target]).toEqual([4, 8, Point]);
    class Further extends TracedPoint {}
    expect(new Further(1)).toBeInstanceOf(Further);
    expect(new Further(1).target).toBe(Further);
    expect(tracing.spans()).toEqual([]);
  });

  it('C2: own properties of the function are kept, with their flags and accessors', () => {
    const getter = jest.fn(() => 7);
    const fn = Object.assign((a: unknown) => a, { schema: { id: 1 } });
    Object.defineProperty(fn, 'lazy', { get: getter, enumerable: true });
    Object.defineProperty(fn, 'fixed', { value: 1 });
    Object.defineProperty(fn, KEY, { value: 'symbol', enumerable: true });
    const wrapper = traced('fn', fn) as typeof fn & { lazy: number };

    expect(getter).not.toHaveBeenCalled();
    expect(wrapper.schema).toBe(fn.schema);
    expect(wrapper.lazy).toBe(7);
    for (const key of ['lazy', 'fixed', KEY]) {
      expect(Reflect.getOwnPropertyDescriptor(wrapper, key)).toEqual(
        Reflect.getOwnPropertyDescriptor(fn, key),
      );
    }
    expect(Object.keys(wrapper)).toEqual(Object.keys(fn));
    expect(wrapper(3)).toBe(3);
    expect(tracing.names()).toEqual(['fn']);
  });

  it('C2: a property that is set on the wrapper is set on the function, and the other way round', () => {
    const memoized = Object.assign((key: string) => memoized.cache.get(key), { cache: new Map([['a', 1]]) });
    const wrapper = traced('memoized', memoized);
    wrapper.cache = new Map([['a', 2]]);
    expect(wrapper('a')).toBe(2);
    memoized.cache = new Map([['a', 3]]);
    expect(wrapper.cache.get('a')).toBe(3);
  });

  it('C2: shows the source text of the function, by which containers find parameter names', () => {
    const makeRepository = (database: string, logger: string) => database + logger;
    expect(traced(makeRepository).toString()).toBe(makeRepository.toString());
    expect(Object.keys(traced(makeRepository))).toEqual([]);
  });

  it('C2: a bound, a frozen, a mocked function and a proxy of one can be traced', () => {
    const mocked = jest.fn((n: number) => n + 1);
    const bound = function (this: { base: number }, n: number) {
      return this.base + n;
    }.bind({ base: 10 });
    const proxied = new Proxy((n: number) => n, { apply: (_, __, [n]) => n * 100 });

    expect(traced('mocked', mocked)(1)).toBe(2);
    expect(mocked).toHaveBeenCalledTimes(1);
    expect(traced('bound', bound)(1)).toBe(11);
    expect(traced('bound', bound).name).toBe(bound.name);
    expect(
      traced(
        'frozen',
        Object.freeze((n: number) => n),
      )(3),
    ).toBe(3);
    expect(traced('proxied', proxied)(2)).toBe(200);
    expect(tracing.names()).toEqual(['mocked', 'bound', 'frozen', 'proxied']);
  });

  it('C1: this and the arguments are the caller’s, whatever they are', () => {
    const seen: unknown[][] = [];
    class Receiver {
      @Traced()
      take(..._: unknown[]) {
        // biome-ignore lint/complexity/noArguments: what arrives is the question
        seen.push([this, arguments.length, ...arguments]);
      }
    }
    const { take } = Receiver.prototype;
    const receivers = [undefined, null, 5, 'text', Symbol.iterator, new Receiver(), Object.create(null)];
    for (const receiver of receivers) take.call(receiver as Receiver, undefined, 1);
    take.call(new Receiver());
    expect(seen.slice(0, -1)).toEqual(receivers.map((receiver) => [receiver, 2, undefined, 1]));
    expect(seen.at(-1)?.slice(1)).toEqual([0]);
    expect(tracing.spans()).toHaveLength(8);
  });

  it('C1: callbacks that change their arguments do not change the method’s', () => {
    const take = traced(
      'take',
      {
        attributes: (...args: unknown[]) => {
          args[0] = 'changed';
          args.push('more');
          return {};
        },
      },
      (...args: unknown[]) => args,
    );
    expect(take('given')).toEqual(['given']);
    expect(tracing.spans()).toHaveLength(1);
  });

  it.each([undefined, null, 0, '', Number.NaN, Symbol('s'), 5n, false])(
    'C1: returns the identical %p',
    (value) => {
      expect(Object.is(traced('give', () => value)(), value)).toBe(true);
      expect(tracing.spans()).toHaveLength(1);
    },
  );

  it.each([undefined, null, 0, '', Symbol('s'), Object.freeze(new Error('frozen')), {}])(
    'C1: throws the identical %p',
    (thrown) => {
      const fail = traced('fail', () => {
        throw thrown;
      });
      let caught: unknown = 'nothing was thrown';
      try {
        fail();
      } catch (error) {
        caught = error;
      }
      expect(Object.is(caught, thrown)).toBe(true);
      expect(tracing.find('fail').status.code).toBe(2);
      expect(tracing.spans()).toHaveLength(1);
    },
  );

  it('C1: an error that cannot be read or changed is thrown as it is', () => {
    const hostile = new Proxy(new Error('hostile'), {
      get() {
        throw new Error('no reading');
      },
      set() {
        throw new Error('no writing');
      },
      has() {
        throw new Error('no looking');
      },
      getPrototypeOf() {
        throw new Error('no prototype');
      },
      ownKeys() {
        throw new Error('no keys');
      },
    });
    const fail = traced('fail', () => {
      throw hostile;
    });
    let caught: unknown;
    try {
      fail();
    } catch (error) {
      caught = error;
    }
    expect(Object.is(caught, hostile)).toBe(true);
    expect(tracing.spans()).toHaveLength(1);
  });

  it('C2: the same EventEmitter listener, by reference, can be taken off again', () => {
    class Listener {
      @Traced('heard')
      hear() {}
    }
    const emitter = new EventEmitter();
    const listener = new Listener();
    emitter.on('event', listener.hear);
    emitter.emit('event');
    emitter.off('event', listener.hear);
    emitter.emit('event');
    expect(tracing.names()).toEqual(['heard']);
  });
});

describe('jest.spyOn', () => {
  it.each(['prototype', 'instance'] as const)(
    'C2: works on a decorated method of the %s, and restores it',
    (where) => {
      const service = new Service();
      const target = where === 'prototype' ? Service.prototype : service;
      const { save } = Service.prototype;

      const spy = jest.spyOn(target, 'save');
      expect(service.save('a')).toBe('saved');
      expect(spy).toHaveBeenCalledWith('a');
      spy.mockReturnValue('mocked');
      expect(service.save('a')).toBe('mocked');
      spy.mockRestore();

      expect(service.save).toBe(save);
      expect(service.save('b')).toBe('saved');
      expect(tracing.names()).toEqual(['Service.save', 'Service.save']);
    },
  );

  it('C2: works on a static method and in a decorated class', () => {
    @TracedClass({ statics: true })
    class Factory {
      static make() {
        return 'made';
      }
    }
    const spy = jest.spyOn(Factory, 'make').mockReturnValue('mocked');
    expect(Factory.make()).toBe('mocked');
    spy.mockRestore();
    expect(Factory.make()).toBe('made');
    expect(tracing.names()).toEqual(['Factory.make']);
  });
});

describe('reflect-metadata', () => {
  class Controller {
    @mark('role', 'admin')
    @Traced()
    above() {}

    @Traced()
    @mark('role', 'admin')
    below() {}

    @mark('one', 1)
    @Traced()
    @mark('two', 2)
    both() {}

    @tag('above')
    @Traced()
    @tag('below')
    tagged() {}
  }

  it('C2: what a decorator left on the function is found, whether it stands above or below', () => {
    const { above, below, both } = Controller.prototype;
    expect([Reflect.getMetadata('role', above), Reflect.getMetadata('role', below)]).toEqual([
      'admin',
      'admin',
    ]);
    expect(Reflect.getOwnMetadataKeys(both).sort()).toEqual(['one', 'two']);
    expect((Controller.prototype.tagged as unknown as { tag: string }).tag).toBe('above');
    new Controller().both();
    expect(tracing.names()).toEqual(['Controller.both']);
  });

  it('C2: in a decorated class too', () => {
    @TracedClass()
    class Guarded {
      @mark('role', 'admin')
      open() {}
    }
    expect(Reflect.getMetadata('role', Guarded.prototype.open)).toBe('admin');
    new Guarded().open();
    expect(tracing.names()).toEqual(['Guarded.open']);
  });

  it('C2: a function that holds metadata can be traced as a function', () => {
    const handler = () => {};
    Reflect.defineMetadata('route', '/orders', handler);
    expect(Reflect.getMetadata('route', traced('handler', handler))).toBe('/orders');
  });
});
