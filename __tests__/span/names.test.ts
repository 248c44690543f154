import {
  createTracing,
  defineConvention,
  instrument,
  Traced,
  TracedClass,
  traced,
  withSpan,
} from 'otel-traced';
import { useTracing } from '../support/tracing';

const { names } = useTracing();

const reload = Symbol('reload');
const nameless = Symbol();

class Repository {
  @Traced()
  load(id: string): string {
    return id;
  }

  @Traced
  static open(): string {
    return 'open';
  }

  @Traced()
  [reload](): void {}

  @Traced()
  [nameless](): void {}

  @Traced()
  [Symbol.iterator](): Iterator<number> {
    return [1].values();
  }

  @Traced()
  'two words'(): void {}

  @Traced()
  42(): void {}
}

class OrderRepository extends Repository {}

class CachedRepository extends OrderRepository {
  @Traced()
  override load(id: string): string {
    return super.load(id);
  }
}

describe('the default name of a span', () => {
  it('N1: is the declaring class and the method', () => {
    new Repository().load('1');
    expect(names()).toEqual(['Repository.load']);
  });

  it('N1: stays that of the declaring class when the first call comes through a subclass', () => {
    class Base {
      @Traced()
      run(): void {}
    }
    class Middle extends Base {}
    class Leaf extends Middle {}
    new Leaf().run();
    new Middle().run();
    new Base().run();
    expect(names()).toEqual(['Base.run', 'Base.run', 'Base.run']);
  });

  it('N1: tells an override from the method that it calls by super', () => {
    new CachedRepository().load('1');
    expect(names()).toEqual(['Repository.load', 'CachedRepository.load']);
  });

  it('N1: is the declaring class for statics, also through a subclass', () => {
    OrderRepository.open();
    Repository.open();
    expect(names()).toEqual(['Repository.open', 'Repository.open']);
  });

  it('N1: gives the description of a symbol in brackets', () => {
    const repository = new OrderRepository();
    repository[reload]();
    repository[nameless]();
    repository[Symbol.iterator]();
    expect(names()).toEqual(['Repository[reload]', 'Repository[]', 'Repository[Symbol.iterator]']);
  });

  it('N1: takes quoted and numeric names as they are', () => {
    const repository = new Repository();
    repository['two words']();
    repository[42]();
    expect(names()).toEqual(['Repository.two words', 'Repository.42']);
  });

  it('N1: is right for an object whose prototype was made by hand', () => {
    const repository: Repository = Object.create(Repository.prototype);
    const derived: Repository = Object.create(repository);
    derived.load('1');
    expect(names()).toEqual(['Repository.load']);
  });

  it('N1: keeps the class of a detached method that was called on an instance before', () => {
    class Clock {
      @Traced()
      now(this: unknown): number {
        return 0;
      }
    }
    const clock = new Clock();
    clock.now();
    const { now } = clock;
    now();
    now.call({ constructor: Map });
    expect(names()).toEqual(['Clock.now', 'Clock.now', 'Clock.now']);
  });

  it('N1: is never that of a foreign receiver of a detached method', () => {
    class Emitter {
      listener: ((this: Emitter) => void) | undefined;
      emit(): void {
        this.listener?.();
      }
    }
    class Mailer {
      @Traced()
      onOrder(this: unknown): void {}
    }
    const emitter = new Emitter();
    emitter.listener = new Mailer().onOrder;
    emitter.emit();
    expect(names()).toEqual([expect.stringMatching(/^(Mailer\.)?onOrder$/)]);
    new Mailer().onOrder();
    expect(names().at(-1)).toBe('Mailer.onOrder');
    expect(names()).toHaveLength(2);
  });

  it('N1: of a method below another decorator is the class, also through a subclass', () => {
    class Service {
      @passThrough()
      @Traced()
      run(): void {}
    }
    class Derived extends Service {}
    new Derived().run();
    new Service().run();
    expect(names()).toEqual(['Service.run', 'Service.run']);
  });

  it('N1: of a method above another decorator is the class', () => {
    class Service {
      @Traced()
      @passThrough()
      run(): void {}
    }
    class Derived extends Service {}
    new Derived().run();
    expect(names()).toEqual(['Service.run']);
  });

  it('N1: tells override and overridden apart below another decorator', () => {
    class Base {
      @passThrough()
      @Traced()
      run(): void {}
    }
    class Derived extends Base {
      @Traced()
      override run(): void {
        super.run();
      }
    }
    new Derived().run();
    expect(names()).toEqual(['Base.run', 'Derived.run']);
  });

  it('N1: of a method below another decorator is not taken from a namesake elsewhere', () => {
    class Parser {
      @passThrough()
      @Traced()
      write(this: unknown): void {}
    }
    class Socket {
      write(): void {}
    }
    const { write } = new Parser();
    write.call(new Socket());
    new Parser().write();
    expect(names().at(-1)).toBe('Parser.write');
    expect(names()).toHaveLength(2);
  });

  it('N1: leaves the class out where a static member has taken its name away', () => {
    class Command {
      @Traced()
      run(): void {}

      @Traced()
      static name(): string {
        return 'a method';
      }
    }
    new Command().run();
    expect(Command.name()).toBe('a method');
    expect(names()).toEqual([expect.stringMatching(/^(Command\.)?run$/), expect.stringMatching(/name$/)]);
  });

  it('N1: with `inherited` is that of the declaring class, and the base stays untouched', () => {
    class Base {
      load(): string {
        return 'loaded';
      }

      static open(): string {
        return 'open';
      }
    }
    const before = { load: Base.prototype.load, open: Base.open };

    @TracedClass({ inherited: true, statics: true })
    class Derived extends Base {
      save(): void {}
    }
    const derived = new Derived();
    expect([derived.load(), Derived.open()]).toEqual(['loaded', 'open']);
    derived.save();
    expect(names()).toEqual(['Base.load', 'Base.open', 'Derived.save']);

    expect({ load: Base.prototype.load, open: Base.open }).toEqual(before);
    new Base().load();
    Base.open();
    expect(names()).toHaveLength(3);
  });

  it('N1: of a class decorated as a whole is the same as of its methods decorated one by one', () => {
    @TracedClass({ statics: true })
    class Store {
      append(): void {}
      static create(): Store {
        return new Store();
      }
      [reload](): void {}
    }
    class Derived extends Store {}
    Derived.create().append();
    new Derived()[reload]();
    expect(names()).toEqual(['Store.create', 'Store.append', 'Store[reload]']);
  });

  it('N1: of an instrumented class is its own, also for an instance that exists already', () => {
    class Client {
      send(): void {}
    }
    const client = new Client();
    const restore = instrument(Client);
    client.send();
    restore();
    client.send();
    expect(names()).toEqual(['Client.send']);
  });

  it("N1: of a function is the function's own", () => {
    const priceOf = traced(function priceOf(quantity: number): number {
      return quantity * 2;
    });
    expect(priceOf(2)).toBe(4);
    const total = (quantity: number) => quantity;
    expect(traced(total)(3)).toBe(3);
    expect(names()).toEqual(['priceOf', 'total']);
  });
});

describe('a name that is given', () => {
  it('N2: by the prefix of a class stands for the class', () => {
    @TracedClass('sqlite_event_store')
    class SqliteEventStore {
      appendEvents(): void {}
      [reload](): void {}
      @Traced({ kind: 1 })
      own(): void {}
    }
    const store = new SqliteEventStore();
    store.appendEvents();
    store[reload]();
    store.own();
    expect(names()).toEqual([
      'sqlite_event_store.appendEvents',
      'sqlite_event_store[reload]',
      'sqlite_event_store.own',
    ]);
  });

  it('N2: in `methods` is the whole name, without the prefix', () => {
    @TracedClass('bus', { methods: { publish: { name: 'publish event' }, flush: {} } })
    class Bus {
      publish(): void {}
      flush(): void {}
    }
    const bus = new Bus();
    bus.publish();
    bus.flush();
    expect(names()).toEqual(['publish event', 'bus.flush']);
  });

  it('N2: by a prefix goes for inherited methods and statics too', () => {
    class Base {
      load(): void {}
    }
    @TracedClass({ prefix: 'store', inherited: true, statics: true })
    class Store extends Base {
      static open(): void {}
    }
    new Store().load();
    Store.open();
    expect(names()).toEqual(['store.load', 'store.open']);
  });

  it('N2: by a convention is the whole name for the methods that it knows', () => {
    const eventBus = defineConvention({
      prefix: 'eventbus',
      methods: { publish: { name: 'eventsource.event_bus.publish' }, absent: { name: 'absent' } },
    });
    @TracedClass(eventBus)
    class Bus {
      publish(): void {}
      other(): void {}
    }
    const bus = new Bus();
    bus.publish();
    bus.other();
    expect(names()).toEqual(['eventsource.event_bus.publish', 'eventbus.other']);
  });

  it('N2: by the prefix of a scope goes for each of its methods', () => {
    const { Traced: ScopeTraced } = createTracing({ name: 'billing', prefix: 'billing' });
    class Invoices {
      @ScopeTraced()
      send(): void {}
    }
    new Invoices().send();
    expect(names()).toEqual(['billing.send']);
  });

  it('N1: to the decorator wins over class and prefix', () => {
    @TracedClass('prefix')
    class Orders {
      @Traced('place order')
      place(): void {}
    }
    new Orders().place();
    expect(names()).toEqual(['place order']);
  });

  it('N1: as a function gets the arguments and `this`', () => {
    class Publisher {
      topic = 'orders';

      @Traced({
        name(event) {
          return `publish ${this.topic} ${event.type}`;
        },
      })
      publish(event: { type: string }): string {
        return event.type;
      }
    }
    new Publisher().publish({ type: 'OrderPlaced' });
    expect(names()).toEqual(['publish orders OrderPlaced']);
  });

  it('N1: as a function wins over the name that stands before the options', () => {
    class Publisher {
      @Traced('publish', { name: (type) => `publish ${type}` })
      publish(_type: string): void {}
    }
    const consume = traced('consume', { name: (type) => type && `consume ${type}` }, (type: string) => type);
    new Publisher().publish('OrderPlaced');
    expect(consume('OrderPlaced')).toBe('OrderPlaced');
    expect(consume('')).toBe('');
    withSpan('load', { name: () => 'load order' }, () => undefined);
    expect(names()).toEqual(['publish OrderPlaced', 'consume OrderPlaced', 'consume', 'load order']);
  });

  it.each([
    ['an empty one', () => ''],
    ['no text', () => 42 as unknown as string],
    ['nothing', () => undefined as unknown as string],
    [
      'an error',
      () => {
        throw new Error('no name');
      },
    ],
  ])('N1: as a function that gives %s leaves the default name', (_, name) => {
    class Job {
      @Traced({ name })
      run(): string {
        return 'ran';
      }
    }
    expect(new Job().run()).toBe('ran');
    expect(names()).toEqual(['Job.run']);
  });

  it('N1: to withSpan and traced is the whole name', () => {
    withSpan('load order', () => undefined);
    traced('price', () => 1)();
    expect(names()).toEqual(['load order', 'price']);
  });
});

type Wrappable<This, Args extends unknown[], Result> = (this: This, ...args: Args) => Result;

/** Another library's decorator, for both modes, that puts a function of its own in the method's place. */
function passThrough() {
  return <This, Args extends unknown[], Result>(
    ...call:
      | [value: Wrappable<This, Args, Result>, context: { readonly kind: 'method' }]
      | [target: This, key: string | symbol, descriptor: { value?: Wrappable<This, Args, Result> }]
  ): undefined => {
    const [first, , descriptor] = call;
    const fn = (descriptor === undefined ? first : descriptor.value) as Wrappable<This, Args, Result>;
    const wrapper = function (this: This, ...args: Args): Result {
      return fn.apply(this, args);
    };
    if (descriptor === undefined) return wrapper as unknown as undefined;
    descriptor.value = wrapper;
    return undefined;
  };
}
