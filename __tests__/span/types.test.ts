// The tests of this file are made by the compiler: a wrong type, or a `@ts-expect-error` without an error, fails it.
import {
  type Attributes,
  type Context,
  type Link,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
} from '@opentelemetry/api';
import {
  createTracing,
  defineConvention,
  instrument,
  setSpanAttributes,
  Traced,
  TracedClass,
  type TracedOptions,
  TracingMixin,
  traced,
  Untraced,
  withSpan,
} from 'otel-traced';
import { useTracing } from '../support/tracing';

const { names } = useTracing();

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles only where the value's type is exactly `Expected`: neither wider nor narrower, and not `any`. */
function expectType<Expected>() {
  return <Actual>(
    _value: Actual,
    ..._equal: Equal<Actual, Expected> extends true ? [] : ['not equal']
  ) => ({});
}

interface Order {
  readonly id: string;
}

describe('the callbacks of @Traced', () => {
  it('T1: get the arguments, `this` and the result of the method', async () => {
    class Orders {
      readonly region: string = 'eu';
      private readonly secret: number = 7;

      @Traced({
        name(order, quantity) {
          expectType<Orders>()(this);
          expectType<Order>()(order);
          expectType<number>()(quantity);
          return `place in ${this.region} ${this.secret}`;
        },
        attributes: (order, quantity) => ({
          ...expectType<Order>()(order),
          ...expectType<number>()(quantity),
        }),
        resultAttributes: (receipt, order) => ({
          ...expectType<{ number: number }>()(receipt),
          ...expectType<Order>()(order),
        }),
        errorAttributes: (error, order) => ({
          ...expectType<unknown>()(error),
          ...expectType<Order>()(order),
        }),
        isError: (error) => expectType<unknown>()(error) !== undefined,
        parent: (order) => expectType<Order>()(order) && ROOT_CONTEXT,
        links: (order) => [expectType<Order>()(order)],
        inject: (order) => expectType<Order>()(order),
        enabled: (order, quantity) => Boolean(order.id && quantity),
        args: ['order', 'quantity'],
      })
      async place(order: Order, quantity: number): Promise<{ number: number }> {
        return { number: order.id.length + quantity };
      }
    }
    expect(await new Orders().place({ id: 'o' }, 1)).toEqual({ number: 2 });
    expect(names()).toEqual(['place in eu 7']);
  });

  it('T1: may take fewer parameters than the method', () => {
    class Orders {
      @Traced({
        name: () => 'place',
        attributes: (order) => ({ id: order.id }),
        resultAttributes: () => ({}),
        errorAttributes: (error) => ({ error: expectType<unknown>()(error) }),
        enabled: () => true,
        args: ['id'],
      })
      place(order: Order, _quantity: number, _note?: string): Order {
        return order;
      }
    }
    new Orders().place({ id: 'o' }, 1);
    expect(names()).toEqual(['place']);
  });

  it('T1: see optional, default and rest parameters as the method does', () => {
    class Mailer {
      @Traced({
        attributes: (to, subject, copies, ...rest) => {
          expectType<string>()(to);
          expectType<string | undefined>()(subject);
          expectType<number | undefined>()(copies);
          expectType<boolean[]>()(rest);
          return { to, subject, copies };
        },
        args: ['to', null, 'copies', 'first'],
      })
      send(_to: string, _subject?: string, _copies = 1, ..._rest: boolean[]): void {}

      @Traced({ attributes: (...all) => ({ count: expectType<[a: string, b?: number]>()(all) }) })
      labelled(_a: string, _b?: number): void {}

      @Traced({
        attributes: ({ id }, [first]) => ({ id: expectType<string>()(id), n: expectType<number>()(first) }),
      })
      destructured({ id }: Order, [first]: [number]): string {
        return id + first;
      }
    }
    new Mailer().send('a');
    new Mailer().labelled('a');
    new Mailer().destructured({ id: 'o' }, [1]);
    expect(names()).toEqual(['Mailer.send', 'Mailer.labelled', 'Mailer.destructured']);
  });

  it('T1: are those of statics, where `this` is the class', () => {
    class Orders {
      static readonly table: string = 'orders';
      readonly id = 'o';

      @Traced({
        attributes(id) {
          return { table: this.table, id: expectType<string>()(id) };
        },
      })
      static find(id: string): string {
        return id;
      }
    }
    Orders.find('o');
    expect(names()).toEqual(['Orders.find']);
  });

  it('T1: are those of generic and overloaded methods, and of generic and abstract classes', () => {
    abstract class Repository<Entity extends Order> {
      @Traced({
        attributes: (entity) => ({ id: expectType<string>()(entity.id) }),
        resultAttributes: (saved) => ({ id: expectType<string>()(saved.id) }),
      })
      async save(entity: Entity): Promise<Entity> {
        return entity;
      }

      @Traced({ attributes: (item, key) => ({ id: expectType<string>()(item.id), key: String(key) }) })
      pick<Item extends Order, Key extends keyof Item>(item: Item, key: Key): Item[Key] {
        return item[key];
      }

      load(id: string): Entity | undefined;
      load(id: string, version: number): Entity;
      @Traced({ attributes: (id) => ({ id: expectType<string>()(id) }) })
      load(_id: string, _version?: number): Entity | undefined {
        return undefined;
      }
    }
    class Orders extends Repository<Order> {}
    const orders = new Orders();
    orders.pick({ id: 'o' }, 'id');
    orders.load('o');
    expect(names()).toEqual(['Repository.pick', 'Repository.load']);
  });

  it('T1: see what a promise, a generator and an async generator come to', async () => {
    class Feed {
      @Traced({ resultAttributes: (result) => ({ result: expectType<string>()(result) }) })
      async later(): Promise<string> {
        return 'later';
      }

      @Traced({
        resultAttributes: (result) => ({ result: expectType<boolean>()(result) }),
        each: (item) => ({ attributes: { item: expectType<number>()(item) } }),
      })
      *count(): Generator<number, boolean, unknown> {
        yield 1;
        return true;
      }

      @Traced({
        resultAttributes: (result) => ({ result: expectType<void>()(result) }),
        each: {
          name: (item) => `item ${item.id}`,
          attributes: (item) => ({ id: expectType<string>()(item.id) }),
        },
      })
      async *stream(): AsyncGenerator<Order, void, unknown> {
        yield { id: 'o' };
      }

      @Traced({ each: { attributes: (item) => ({ item: expectType<Order>()(item) }) } })
      async page(): Promise<Order[]> {
        return [];
      }

      @Traced({ resultAttributes: (result) => ({ none: expectType<void>()(result) }) })
      nothing(): void {}
    }
    const feed = new Feed();
    await feed.later();
    for (const _ of feed.count()) break;
    for await (const _ of feed.stream()) break;
    feed.nothing();
    expect(names()).toEqual([
      'Feed.later',
      'Feed.count item',
      'Feed.count',
      'item o',
      'Feed.stream',
      'Feed.nothing',
    ]);
  });

  it('T2: are never given `any`', () => {
    type IsAny<T> = 0 extends 1 & T ? true : false;
    const never = <T>(_value: T, ..._proof: IsAny<T> extends true ? ['it is any'] : []) => ({});
    class Orders {
      @Traced({
        attributes(...args) {
          return { ...never(this), ...never(args), ...never(args[0]) };
        },
        resultAttributes: (result, ...args) => ({ ...never(result), ...never(args) }),
        errorAttributes: (error) => never(error),
        isError: (error) => never(error) !== undefined,
        each: (item) => never(item),
      })
      place(order: Order): Order[] {
        return [order];
      }
    }
    traced(
      'fn',
      { attributes: (a) => never(a), resultAttributes: (r) => never(r) },
      (a: Order) => a,
    )({ id: 'o' });
    withSpan('span', { resultAttributes: (result) => never(result) }, (span) => never(span));
    new Orders().place({ id: 'o' });
    expect(names()).toEqual(['fn', 'span', 'Orders.place']);
  });

  it('T1: do not decide what the method is', () => {
    class Orders {
      // The callback's own parameters are wider than the method's, and its result is not the method's.
      @Traced({ attributes: (order: { id: unknown }) => ({ id: String(order.id) }) })
      wide(order: Order): string {
        return order.id;
      }

      @Traced({ resultAttributes: (length: number | string) => ({ length }) })
      async result(): Promise<number> {
        return 1;
      }
    }
    expectType<(order: Order) => string>()(new Orders().wide);
    expectType<() => Promise<number>>()(new Orders().result);
    expect(names()).toEqual([]);
  });
});

describe('what @Traced refuses at compile time', () => {
  it('T1: options that are misspelt or of the wrong type', () => {
    class Orders {
      // @ts-expect-error a misspelt option
      @Refused(() => Traced({ atributes: {} }))
      a(): void {}

      // @ts-expect-error a kind by name
      @Refused(() => Traced({ kind: 'SERVER' }))
      b(): void {}

      // @ts-expect-error an option of a class
      @Refused(() => Traced({ prefix: 'x' }))
      c(): void {}

      // @ts-expect-error an unknown value
      @Refused(() => Traced({ exceptions: 'never' }))
      d(): void {}

      // @ts-expect-error a parent that is no function
      @Refused(() => Traced({ parent: ROOT_CONTEXT }))
      e(): void {}

      // @ts-expect-error an option of the wrong kind beside a name
      @Refused(() => Traced('name', { okStatus: 'yes' }))
      f(): void {}
    }
    expect(new Orders()).toBeDefined();
    expect(names()).toEqual([]);
  });

  it('T1: callbacks and keys that do not fit the method', () => {
    const define = () => {
      class Orders {
        // @ts-expect-error the argument is no number
        @Traced({ attributes: (id: number) => ({ id }) })
        a(_id: string): void {}

        // @ts-expect-error the result is no number
        @Traced({ resultAttributes: (result: number) => ({ result }) })
        async b(): Promise<string> {
          return '';
        }

        // @ts-expect-error more keys than parameters
        @Traced({ args: ['id', 'more'] })
        c(_id: string): void {}

        // @ts-expect-error a callback with more parameters than the method
        @Traced({ attributes: (_id: string, _more: string) => ({}) })
        d(_id: string): void {}

        // @ts-expect-error attributes are no text
        @Traced({ attributes: () => 'text' })
        e(): void {}

        // @ts-expect-error the callback is asynchronous
        @Traced({ attributes: async () => ({ a: 1 }) })
        f(): void {}

        @Traced({
          attributes() {
            // @ts-expect-error no such member
            return { id: this.missing };
          },
        })
        g(): void {}
      }
      return Orders;
    };
    expect(define).toThrow(TypeError); // for `args`, which a program without types is told at once
    expect(names()).toEqual([]);
  });

  it('T1: a place that is no method', () => {
    const places = [
      () => {
        class Field {
          // @ts-expect-error a field
          @Traced()
          count = 1;
        }
        return Field;
      },
      () => {
        class Getter {
          // @ts-expect-error a getter
          @Traced()
          get total(): number {
            return 1;
          }
        }
        return Getter;
      },
      () => {
        class Setter {
          // @ts-expect-error a setter
          @Traced('name')
          set total(_value: number) {}
        }
        return Setter;
      },
      () => {
        // @ts-expect-error a class
        @Traced()
        class Whole {}
        return Whole;
      },
      () => {
        class Method {
          // @ts-expect-error a method
          @TracedClass()
          run(): void {}
        }
        return Method;
      },
      () => {
        class Unmarked {
          // @ts-expect-error a field
          @Untraced()
          count = 1;
        }
        return Unmarked;
      },
    ];
    for (const define of places) expect(define).toThrow(TypeError);
    expect(names()).toEqual([]);
  });
});

describe('the options of @TracedClass', () => {
  it('T1: know the methods of the class, their arguments and their `this`', async () => {
    @TracedClass({
      include: ['place', 'cancel', 'feed'],
      exclude: ['ignored'],
      attributes(this: Orders) {
        return { region: this.region };
      },
      methods: {
        place: {
          attributes(order, quantity) {
            expectType<Orders>()(this);
            return { order: expectType<Order>()(order), quantity: expectType<number>()(quantity) };
          },
          resultAttributes: (receipt) => ({ receipt: expectType<{ number: number }>()(receipt) }),
          args: ['order'],
        },
        cancel: { attributes: (id) => ({ id: expectType<string>()(id) }) },
        feed: { each: { attributes: (item) => ({ item: expectType<number>()(item) }) } },
        ignored: false,
      },
    })
    class Orders {
      readonly region: string = 'eu';
      async place(_order: Order, _quantity: number): Promise<{ number: number }> {
        return { number: 1 };
      }
      cancel(_id: string): void {}
      *feed(): Generator<number> {
        yield 1;
      }
      ignored(): void {}
    }
    await new Orders().place({ id: 'o' }, 1);
    new Orders().cancel('o');
    new Orders().ignored();
    expect(names()).toEqual(['Orders.place', 'Orders.cancel']);
  });

  it('T1: are refused where they do not fit the class', () => {
    // @ts-expect-error no such method
    @TracedClass({ exclude: ['missing'] })
    class A {
      run(): void {}
    }
    // @ts-expect-error no method
    @TracedClass({ include: ['field'] })
    class B {
      field = 1;
      run(): void {}
    }
    // @ts-expect-error no such method
    @TracedClass({ methods: { missing: {} } })
    class C {
      run(): void {}
    }
    // @ts-expect-error the argument is no number
    @TracedClass({ methods: { run: { attributes: (id: number) => ({ id }) } } })
    class D {
      run(_id: string): void {}
    }
    expect(() => {
      // @ts-expect-error a misspelt option of a method
      @TracedClass({ methods: { run: { atributes: {} } } })
      class E {
        run(): void {}
      }
      return E;
    }).toThrow(TypeError);
    expect(() => {
      // @ts-expect-error a misspelt option
      @TracedClass('prefix', { static: true })
      class F {
        run(): void {}
      }
      return F;
    }).toThrow(TypeError);
    expect([A, B, C, D]).toHaveLength(4);
    expect(names()).toEqual([]);
  });

  it('T1: go for classes with private constructors, for abstract and for generic ones', () => {
    @TracedClass
    class Singleton {
      static readonly instance = new Singleton();
      private constructor() {}
      run(): void {}
    }
    @TracedClass('prefix', { statics: true })
    abstract class Base<T> {
      keep(value: T): T {
        return value;
      }
    }
    class Derived extends Base<string> {}
    Singleton.instance.run();
    expectType<string>()(new Derived().keep('a'));
    expect(names()).toEqual(['Singleton.run', 'prefix.keep']);
  });

  it('T1: may be a convention, for any class', () => {
    const convention = defineConvention({
      prefix: 'bus',
      kind: SpanKind.PRODUCER,
      methods: { publish: { name: 'publish event' }, missing: { name: 'missing' } },
    });
    @TracedClass(convention)
    class A {
      publish(): void {}
    }
    @TracedClass('other', convention)
    class B {
      other(): void {}
    }
    class C {
      publish(): void {}
    }
    const restore = instrument(C, convention);
    const scope = createTracing({ ...convention, name: 'scope' });
    scope.withSpan('direct', () => undefined);
    new A().publish();
    new B().other();
    new C().publish();
    restore();
    expect(names()).toEqual(['direct', 'publish event', 'other.other', 'publish event']);
  });
});

describe('the functional forms', () => {
  it('T1: keep the type of the function, and give its arguments to the callbacks', () => {
    const price = traced(
      'price',
      {
        attributes: (order, quantity) => ({
          id: expectType<Order>()(order),
          n: expectType<number>()(quantity),
        }),
        resultAttributes: (total) => ({ total: expectType<string>()(total) }),
        args: ['order', 'quantity'],
      },
      async (_order: Order, quantity: number) => `${quantity}`,
    );
    expectType<(order: Order, quantity: number) => Promise<string>>()(price);

    const identity = traced('identity', <T>(value: T): T => value);
    expectType<'literal'>()(identity('literal' as const));

    const bound = traced('bound', function (this: Order): string {
      return this.id;
    });
    expect(bound.call({ id: 'o' })).toBe('o');
    expect(names()).toEqual(['identity', 'bound']);
  });

  it('T1: give withSpan its span and its result', async () => {
    const sync = withSpan('sync', (span) => {
      expectType<Span>()(span);
      return 1;
    });
    expectType<number>()(sync);
    const later = withSpan(
      'later',
      { resultAttributes: (result) => ({ r: expectType<string>()(result) }) },
      async () => 'x',
    );
    expectType<Promise<string>>()(later);
    await later;
    expect(names()).toEqual(['sync', 'later']);
  });

  it('T1: refuse what does not fit', () => {
    const compile = () => {
      // @ts-expect-error the argument is no number
      traced('a', { attributes: (id: number) => ({ id }) }, (_id: string) => 1);
      // @ts-expect-error more keys than parameters
      traced('b', { args: ['a', 'b'] }, (_a: string) => 1);
      // @ts-expect-error a misspelt option
      withSpan('c', { atributes: {} }, () => 1);
      // @ts-expect-error no function
      withSpan('d', 1);
      // @ts-expect-error callbacks of withSpan get no arguments
      withSpan('e', { attributes: (a: string) => ({ a }) }, () => 1);
      // @ts-expect-error no class, no object
      instrument('text');
      // @ts-expect-error no name
      createTracing({});
    };
    expect(compile).toThrow(TypeError);
    expect(names()).toEqual([]);
  });

  it('T1: know the methods of what is instrumented, a class or an object', () => {
    class Client {
      readonly url: string = '';
      send(_to: string): number {
        return 1;
      }
    }
    const client = new Client();
    const restore = [
      instrument(Client, {
        methods: {
          send: {
            attributes(to) {
              expectType<Client>()(this);
              return { to: expectType<string>()(to), url: this.url };
            },
            resultAttributes: (result) => ({ result: expectType<number>()(result) }),
          },
        },
      }),
      instrument(client, { include: ['send'] }),
    ];
    // @ts-expect-error no such method
    restore.push(instrument(Client, { exclude: ['missing'] }));
    for (const undo of restore) expectType<void>()(undo());
    expect(names()).toEqual([]);
  });

  it('T1: make a mixin that keeps the base, and adds its members', () => {
    class Base {
      static readonly kind: string = 'base';
      constructor(readonly id: number) {}
    }
    class Component extends TracingMixin(Base) {
      run(): string {
        return this.withSpan('run', (span) => {
          expectType<Span>()(span);
          return 'ran';
        });
      }
    }
    const component = new Component(1);
    expectType<number>()(component.id);
    expectType<boolean>()(component.tracingEnabled);
    expectType<string>()(Component.kind);
    expectType<string>()(component.run());
    // @ts-expect-error the base needs its argument
    const wrong = () => new Component();
    expect(wrong).toBeDefined();
    expect(names()).toEqual(['run']);
  });
});

describe('the types of values', () => {
  it("T2: take OpenTelemetry's attributes, of any version of its API", () => {
    const ours = (): Attributes => ({ a: 1, b: ['x', null], c: undefined });
    // From 1.10 on, the API's attributes may have values of any kind.
    const later = (): { [key: string]: unknown } => ({ a: new Map() });
    class Orders {
      @Traced({ attributes: ours, resultAttributes: ours, errorAttributes: ours })
      a(): void {}
      @Traced({ attributes: later, resultAttributes: later })
      b(): void {}
    }
    withSpan('fixed', { attributes: ours() }, () => setSpanAttributes(later()));
    new Orders().a();
    new Orders().b();
    expect(names()).toEqual(['fixed', 'Orders.a', 'Orders.b']);
  });

  it('T2: take attributes of any kind, as constants and as literals', () => {
    const ATTR = 'order.id' as const;
    class Id {
      toString(): string {
        return 'id';
      }
    }
    const attributes = () => ({
      [ATTR]: new Id(),
      when: new Date(0),
      big: 1n,
      none: undefined,
      list: [1, null],
    });
    withSpan('call', { attributes }, () => undefined);
    expect(names()).toEqual(['call']);
  });

  it('T1: keep options and decorators in constants', () => {
    const options = { kind: SpanKind.CLIENT, exceptions: 'off' } satisfies TracedOptions;
    const stored = Traced(options);
    const common = {
      okStatus: true,
      parent: (): Context => ROOT_CONTEXT,
      links: [] as Link[],
    } satisfies TracedOptions;
    class Orders {
      @stored
      a(_id: string): number {
        return 1;
      }
      @stored
      async b(): Promise<void> {}
      @Traced(common)
      c(_id: string): void {}
      @Traced('named', options)
      static d(): void {}
    }
    new Orders().a('o');
    Orders.d();
    new Orders().c('o');
    expect(names()).toEqual(['Orders.a', 'named', 'Orders.c']);
  });
});

/** Expects that making the decorator, and putting it on the method, is refused at run time too. */
function Refused(make: () => unknown) {
  return (...call: unknown[]): undefined => {
    expect(() => (make() as (...call: unknown[]) => unknown)(...call)).toThrow(TypeError);
    return undefined;
  };
}
