import { trace } from '@opentelemetry/api';
import { Traced, TracedClass, traced, Untraced } from 'otel-traced';
import { useTracing } from '../support/tracing';

const tracing = useTracing();
const KEY = Symbol('key');

describe('TracedClass', () => {
  it('C7: keeps the class itself, its name, length, statics and instances', () => {
    let seen: unknown;
    const remember = (target: unknown) => {
      seen = target;
    };
    const registry = new Map<unknown, string>();

    @TracedClass()
    class Service {
      static readonly token = Symbol('token');
      static count = 0;
      readonly field = 'field';
      constructor(readonly name: string) {
        Service.count++;
      }
      self() {
        return this;
      }
      static own() {
        return Service;
      }
    }
    remember(Service);
    registry.set(Service, 'provider');

    const service = new Service('a');
    expect(Service.own()).toBe(seen);
    expect(registry.get(service.constructor)).toBe('provider');
    expect([Service.name, Service.length, Service.count]).toEqual(['Service', 1, 1]);
    expect(service).toBeInstanceOf(Service);
    expect(service.self()).toBe(service);
    expect(Object.keys(service).sort()).toEqual(['field', 'name']);
    expect(Object.getPrototypeOf(service)).toBe(Service.prototype);
    expect(() => (Service as unknown as () => void)()).toThrow(TypeError);
    expect(tracing.names()).toEqual(['Service.self']);
  });

  it('C7: never runs a getter, of an instance, a static one or one that throws', () => {
    const ran: string[] = [];
    @TracedClass({ statics: true, inherited: true })
    class Service {
      get value() {
        ran.push('value');
        return () => 1;
      }
      set value(_: () => number) {
        ran.push('set');
      }
      get broken(): never {
        throw new Error('not ready');
      }
      static get config() {
        ran.push('config');
        return () => 2;
      }
      work() {
        return 'done';
      }
    }
    expect(ran).toEqual([]);
    const service = new Service();
    expect(service.work()).toBe('done');
    expect(ran).toEqual([]);
    expect(service.value()).toBe(1);
    expect(ran).toEqual(['value']);
    expect(() => service.broken).toThrow('not ready');
    expect(tracing.names()).toEqual(['Service.work']);
  });

  it('C7: leaves fields, nested classes and the constructor alone; statics unless asked for', () => {
    class Inner {
      made = true;
    }
    @TracedClass()
    class Service {
      arrow = () => 'arrow';
      Inner = Inner;
      static Nested = Inner;
      static make() {
        return new Service();
      }
      [KEY]() {
        return 'symbol';
      }
      'quoted name'() {
        return 'quoted';
      }
    }
    const service = Service.make();
    expect(service.arrow()).toBe('arrow');
    expect(new service.Inner().made).toBe(true);
    expect(new Service.Nested().made).toBe(true);
    expect([service[KEY](), service['quoted name']()]).toEqual(['symbol', 'quoted']);
    expect(tracing.names()).toEqual(['Service[key]', 'Service.quoted name']);
  });

  it('C7: a class held in a static or prototype property can still be constructed', () => {
    class Inner {}
    @TracedClass({ statics: true })
    class Service {
      static Inner = Inner;
      work() {
        return new Service.Inner();
      }
    }
    Object.assign(Service.prototype, { Inner });
    expect(new Service().work()).toBeInstanceOf(Inner);
    expect(tracing.names()).toEqual(['Service.work']);
  });

  it('C7: calls among methods of one object nest', async () => {
    @TracedClass()
    class Service {
      async outer() {
        await null;
        return this.inner();
      }
      inner() {
        return 'inner';
      }
    }
    await expect(new Service().outer()).resolves.toBe('inner');
    expect(tracing.tree()).toBe('Service.outer\n└─ Service.inner');
    expect(tracing.names()).toEqual(['Service.inner', 'Service.outer']);
  });

  it('C7: with Traced on a method there is one span a call, with both options', () => {
    @TracedClass({ attributes: { level: 'class', component: 'orders' } })
    class Service {
      @Traced('own name', { attributes: { level: 'method' } })
      named() {}
      @Traced
      bare() {}
      plain() {}
    }
    const service = new Service();
    service.named();
    service.bare();
    service.plain();
    expect(tracing.names()).toEqual(['own name', 'Service.bare', 'Service.plain']);
    expect(tracing.spans().map(({ attributes }) => attributes)).toEqual([
      { level: 'method', component: 'orders' },
      { level: 'class', component: 'orders' },
      { level: 'class', component: 'orders' },
    ]);
  });

  it('C7: applied twice, it is applied once', () => {
    @TracedClass()
    @TracedClass()
    class Service {
      work() {}
    }
    new Service().work();
    expect(tracing.names()).toEqual(['Service.work']);
  });

  it('C7: on base and derived, each call has one span; a super call its own, below', () => {
    @TracedClass()
    class Base {
      @Traced()
      save(): string {
        return 'base';
      }
      load(): string {
        return 'loaded';
      }
      onlyBase(): string {
        return this.load();
      }
    }
    @TracedClass()
    class Derived extends Base {
      override save(): string {
        return `derived ${super.save()}`;
      }
      @Traced()
      override load(): string {
        return `derived ${super.load()}`;
      }
    }
    const derived = new Derived();
    expect([derived.save(), derived.load(), derived.onlyBase()]).toEqual([
      'derived base',
      'derived loaded',
      'derived loaded',
    ]);
    expect(tracing.tree()).toMatchInlineSnapshot(`
      "Derived.save
      └─ Base.save
      Derived.load
      └─ Base.load
      Base.onlyBase
      └─ Derived.load
         └─ Base.load"
    `);
    expect(tracing.names().join(' ')).toBe(
      'Base.save Derived.save Base.load Derived.load Base.load Derived.load Base.onlyBase',
    );
    expect(new Base().save()).toBe('base');
    expect(tracing.names().at(-1)).toBe('Base.save');
  });

  it('C7: an undecorated class between two decorated ones changes nothing', () => {
    @TracedClass()
    class Base {
      work() {
        return ['base'];
      }
    }
    class Middle extends Base {
      override work() {
        return ['middle', ...super.work()];
      }
    }
    @TracedClass()
    class Derived extends Middle {
      override work() {
        return ['derived', ...super.work()];
      }
    }
    expect(new Derived().work()).toEqual(['derived', 'middle', 'base']);
    expect(tracing.tree()).toBe('Derived.work\n└─ Base.work');
    expect(tracing.names()).toEqual(['Base.work', 'Derived.work']);
  });

  it('C7: inherited: true traces inherited methods for this class and leaves the base as it is', () => {
    class Base {
      save() {
        return 'saved';
      }
      static make() {
        return 'made';
      }
    }
    const { save } = Base.prototype;
    @TracedClass({ inherited: true, statics: true })
    class Derived extends Base {
      own() {}
    }
    class Sibling extends Base {}

    expect(new Derived().save()).toBe('saved');
    expect(Derived.make()).toBe('made');
    new Derived().own();
    new Sibling().save();
    Base.make();
    expect(Base.prototype.save).toBe(save);
    expect(Object.hasOwn(Sibling.prototype, 'save')).toBe(false);
    expect(tracing.names()).toEqual(['Base.save', 'Base.make', 'Derived.own']);
  });

  it('C7: abstract classes, private constructors and generics are classes like others', () => {
    @TracedClass()
    abstract class Shape {
      abstract area(): number;
      twice(): number {
        return 2 * this.area();
      }
    }
    @TracedClass()
    class Square extends Shape {
      private constructor(readonly side: number) {
        super();
      }
      static of(side: number) {
        return new Square(side);
      }
      area() {
        return this.side ** 2;
      }
    }
    expect(Square.of(3).twice()).toBe(18);
    expect(tracing.names()).toEqual(['Square.area', 'Shape.twice']);
  });

  it('C7: Untraced and include/exclude leave methods as they are', () => {
    @TracedClass({ exclude: ['skipped'], methods: { off: false } })
    class Service {
      @Untraced()
      untraced() {}
      skipped() {}
      off() {}
      on() {}
    }
    const service = new Service();
    for (const name of ['untraced', 'skipped', 'off', 'on'] as const) service[name]();
    expect(tracing.names()).toEqual(['Service.on']);
  });

  it('C7: a class that extends a built-in keeps its behaviour', () => {
    @TracedClass()
    class Stack<T> extends Array<T> {
      top() {
        return this.at(-1);
      }
    }
    const stack = Stack.from([1, 2]) as Stack<number>;
    expect(stack).toBeInstanceOf(Stack);
    expect([stack.top(), stack.length, [...stack.map((n) => n + 1)]]).toEqual([2, 2, [2, 3]]);
    expect(tracing.names()).toEqual(['Stack.top']);
  });

  it('C7: toString, toJSON, valueOf and Symbol.toPrimitive of the class are traced and work', () => {
    @TracedClass()
    class Money {
      constructor(readonly cents: number) {}
      toJSON() {
        return this.cents;
      }
      [Symbol.toPrimitive](hint: string) {
        return hint === 'number' ? this.cents : `${this.cents} ct`;
      }
    }
    expect(JSON.stringify({ price: new Money(5) })).toBe('{"price":5}');
    expect([`${new Money(5)}`, +new Money(5)]).toEqual(['5 ct', 5]);
    expect(tracing.names()).toEqual([
      'Money.toJSON',
      'Money[Symbol.toPrimitive]',
      'Money[Symbol.toPrimitive]',
    ]);
  });

  it('C7: a class with a then is not awaited by tracing', async () => {
    @TracedClass()
    class Lazy {
      then(resolve: (value: string) => void) {
        resolve('value');
      }
    }
    expect(await (new Lazy() as unknown)).toBe('value');
    expect(tracing.names()).toEqual(['Lazy.then']);
  });
});

describe('another decorator that wraps the method', () => {
  type AnyMethod = (this: unknown, ...args: unknown[]) => unknown;
  const calls: string[] = [];
  beforeEach(() => calls.splice(0));

  /** As decorators of other libraries are written, for both modes. */
  function Logged(...call: unknown[]): never {
    const [first, , descriptor] = call as [AnyMethod, unknown, PropertyDescriptor?];
    const original = (descriptor === undefined ? first : descriptor.value) as AnyMethod;
    const replacement = function (this: unknown, ...args: unknown[]): unknown {
      calls.push('before');
      const result = original.apply(this, args);
      calls.push('after');
      return result;
    };
    if (descriptor === undefined) return replacement as never;
    descriptor.value = replacement;
    return descriptor as never;
  }

  class Service {
    @Logged
    @Traced()
    above(value: number) {
      return value;
    }

    @Traced()
    @Logged
    below(value: number) {
      return value;
    }
  }

  it('C2: works above and below Traced', () => {
    const service = new Service();
    expect([service.above(1), service.below(2)]).toEqual([1, 2]);
    expect(calls).toEqual(['before', 'after', 'before', 'after']);
    expect(tracing.names()).toEqual(['Service.above', 'Service.below']);
  });

  it('C7: below Traced, or without it, there is one span a call in a decorated class', () => {
    @TracedClass()
    class Decorated {
      @Traced()
      @Logged
      below(value: number) {
        return value;
      }
      @Logged
      alone(value: number) {
        return value;
      }
    }
    const decorated = new Decorated();
    expect([decorated.below(1), decorated.alone(2)]).toEqual([1, 2]);
    expect(calls).toHaveLength(4);
    expect(tracing.names()).toEqual(['Decorated.below', 'Decorated.alone']);
  });

  it('C7: traced() around a traced method gives two spans, as it says', () => {
    const service = new Service();
    const outer = traced('outer', service.below.bind(service));
    expect(outer(1)).toBe(1);
    expect(tracing.tree()).toBe('outer\n└─ Service.below');
    expect(tracing.names()).toEqual(['Service.below', 'outer']);
    expect(trace.getActiveSpan()).toBeUndefined();
  });
});
