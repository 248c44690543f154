import { trace } from '@opentelemetry/api';
import { configureTracing, createTracing, Traced, TracedClass, TracingMixin } from 'otel-traced';
import { useTracing } from '../support/tracing';

const { find, names, spans } = useTracing();

class Store extends TracingMixin() {
  constructor(enabled = true) {
    super();
    this.initTracing('sqlite_event_store', enabled);
  }

  append(stream: string): string {
    return this.withSpan('append', { attributes: { stream } }, (span) => {
      span.setAttribute('position', 1);
      return `${stream}@1`;
    });
  }

  read(): number {
    return this.withSpan('read', () => 1);
  }

  @Traced()
  decorated(): string {
    return 'decorated';
  }
}

describe('a component with the tracing mixin', () => {
  it('N1: traces by hand in a scope of its own name', () => {
    expect(new Store().append('s-1')).toBe('s-1@1');
    const span = find('append');
    expect(span.attributes).toEqual({ stream: 's-1', position: 1 });
    expect(span.instrumentationScope.name).toBe('sqlite_event_store');
    expect(names()).toEqual(['append']);
  });

  it('N1: keeps the scope of its decorated methods', () => {
    new Store().decorated();
    expect(find('Store.decorated').instrumentationScope.name).toBe('otel-traced');
    expect(names()).toEqual(['Store.decorated']);
  });

  it('O1: has a switch for each instance', () => {
    const on = new Store();
    const off = new Store(false);
    expect([off.append('s'), off.read(), off.decorated()]).toEqual(['s@1', 1, 'decorated']);
    expect([on.tracingEnabled, off.tracingEnabled, names()]).toEqual([true, false, []]);
    on.read();
    on.decorated();
    expect(names()).toEqual(['read', 'Store.decorated']);
  });

  it('O1: has methods decorated as a class, or by a scope, that obey the switch too', () => {
    const tracing = createTracing({ name: 'scope' });
    @TracedClass()
    class Bus extends TracingMixin() {
      publish(): void {}

      @tracing.Traced()
      flush(): void {}
    }
    const bus = new Bus();
    bus.publish();
    bus.flush();
    bus.initTracing('bus', false);
    bus.publish();
    bus.flush();
    bus.initTracing('bus');
    bus.publish();
    expect(names()).toEqual(['Bus.publish', 'Bus.flush', 'Bus.publish']);
  });

  it('O1: is off where no provider is registered, whatever its switch says', () => {
    const store = new Store();
    trace.disable();
    expect(store.tracingEnabled).toBe(false);
    expect(store.append('s')).toBe('s@1');
    expect(names()).toEqual([]);
  });

  it('O1: gives a span that keeps nothing where it is off', () => {
    const off = new Store(false);
    let recording: boolean | undefined;
    off.withSpan('silent', (span) => {
      recording = span.isRecording();
      span.setAttribute('kept', false);
    });
    expect(recording).toBe(false);
    expect(names()).toEqual([]);
  });

  it('N1: traces under the name of the package before it is given one', () => {
    class Plain extends TracingMixin() {}
    new Plain().withSpan('early', () => undefined);
    expect(find('early').instrumentationScope.name).toBe('otel-traced');
    expect(names()).toEqual(['early']);
  });

  it('N1: may have a base class, with its constructor, members and statics', () => {
    class Base {
      static readonly kind = 'base';
      readonly #secret: number;
      constructor(
        readonly id: string,
        secret: number,
      ) {
        this.#secret = secret;
      }
      reveal(): number {
        return this.#secret;
      }
    }
    class Derived extends TracingMixin(Base) {
      constructor(id: string) {
        super(id, 42);
        this.initTracing('derived');
      }
      override reveal(): number {
        return this.withSpan('reveal', () => super.reveal());
      }
    }
    const derived = new Derived('d-1');
    expect([derived.id, derived.reveal(), Derived.kind]).toEqual(['d-1', 42, 'base']);
    expect(derived).toBeInstanceOf(Base);
    expect(names()).toEqual(['reveal']);
  });

  it('N1: may have an abstract base class', () => {
    abstract class Base {
      abstract run(): string;
      start(): string {
        return this.run();
      }
    }
    class Derived extends TracingMixin(Base) {
      run(): string {
        return this.withSpan('run', () => 'ran');
      }
    }
    expect(new Derived().start()).toBe('ran');
    expect(names()).toEqual(['run']);
  });

  it('E1: fails a span as any other way does', async () => {
    const error = new RangeError('full');
    const store = new Store();
    await expect(
      store.withSpan('append', async () => {
        throw error;
      }),
    ).rejects.toBe(error);
    expect(find('append').attributes).toEqual({ 'error.type': 'RangeError' });
    expect(names()).toEqual(['append']);
  });

  it('N1: leaves nothing on the instance that would be printed, copied or serialized', () => {
    expect(Object.keys(new Store())).toEqual([]);
    expect(JSON.stringify(new Store())).toBe('{}');
    expect(names()).toEqual([]);
  });

  it('O1: obeys the switch of the process', () => {
    configureTracing({ enabled: false });
    new Store().read();
    configureTracing({ enabled: true });
    new Store().read();
    expect(spans().map(({ name }) => name)).toEqual(['read']);
  });

  it.each(['', 7, undefined])('N1: does not take %p for a name', (name) => {
    class Plain extends TracingMixin() {}
    expect(() => new Plain().initTracing(name as string)).toThrow(TypeError);
    expect(() => new Plain().initTracing(name as string)).toThrow(
      /initTracing\(\): expected a non-empty string/,
    );
    expect(names()).toEqual([]);
  });
});
