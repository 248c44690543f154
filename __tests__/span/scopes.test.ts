import { readFileSync } from 'node:fs';
import { SpanKind, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import {
  createTracing,
  defineConvention,
  instrument,
  Traced,
  TracedClass,
  type TracingOptions,
  traced,
  withSpan,
} from 'otel-traced';
import { useTracing } from '../support/tracing';

const { find, names, spans } = useTracing();

describe('an instrumentation scope', () => {
  it('N1: gives its spans its name, version and schema', () => {
    const tracing = createTracing({
      name: 'billing',
      version: '1.2.3',
      schemaUrl: 'https://opentelemetry.io/schemas/1.30.0',
    });
    @tracing.TracedClass()
    class Invoices {
      send(): void {}
    }
    class Payments {
      @tracing.Traced()
      pay(): void {}
    }
    class Client {
      call(): void {}
    }
    new Invoices().send();
    new Payments().pay();
    tracing.withSpan('direct', () => undefined);
    tracing.traced('function', () => undefined)();
    const restore = tracing.instrument(Client);
    new Client().call();
    restore();
    expect(names()).toEqual(['Invoices.send', 'Payments.pay', 'direct', 'function', 'Client.call']);
    for (const { instrumentationScope } of spans()) {
      expect(instrumentationScope).toEqual({
        name: 'billing',
        version: '1.2.3',
        schemaUrl: 'https://opentelemetry.io/schemas/1.30.0',
      });
    }
  });

  it("N1: of the package itself has the package's name and version", () => {
    const { version } = JSON.parse(readFileSync(`${__dirname}/../../package.json`, 'utf8')) as {
      version: string;
    };
    class Service {
      @Traced()
      run(): void {}
    }
    new Service().run();
    withSpan('direct', () => undefined);
    traced('function', () => undefined)();
    for (const { instrumentationScope } of spans())
      expect(instrumentationScope).toMatchObject({ name: 'otel-traced', version });
    expect(names()).toHaveLength(3);
  });

  it('O1: has a switch for everything that is traced through it, from the next call on', () => {
    const tracing = createTracing({ name: 'switched', enabled: false });
    class Service {
      @tracing.Traced()
      run(): void {}
    }
    @tracing.TracedClass()
    class Store {
      save(): void {}
    }
    const compute = tracing.traced('compute', () => 1);
    const all = () => {
      new Service().run();
      new Store().save();
      compute();
      tracing.withSpan('direct', () => undefined);
    };
    all();
    expect([names(), tracing.enabled]).toEqual([[], false]);
    tracing.enabled = true;
    all();
    expect(names()).toEqual(['Service.run', 'Store.save', 'compute', 'direct']);
    tracing.enabled = false;
    all();
    expect(names()).toHaveLength(4);
  });

  it('O1: that is off does not switch off another', () => {
    const off = createTracing({ name: 'off', enabled: false });
    const on = createTracing({ name: 'on' });
    off.withSpan('off', () => on.withSpan('on', () => undefined));
    expect(names()).toEqual(['on']);
  });

  it('N1: may be taken apart', () => {
    const {
      Traced: ScopeTraced,
      withSpan: scopeSpan,
      traced: scopeTraced,
    } = createTracing({ name: 'apart' });
    class Service {
      @ScopeTraced
      run(): void {
        scopeSpan(
          'inner',
          scopeTraced('innermost', () => undefined),
        );
      }
    }
    new Service().run();
    expect(spans().map((span) => [span.name, span.instrumentationScope.name])).toEqual([
      ['innermost', 'apart'],
      ['inner', 'apart'],
      ['Service.run', 'apart'],
    ]);
  });

  it('N1: hands out the tracer of the provider that is registered now', () => {
    const tracing = createTracing({ name: 'by hand', version: '2' });
    tracing.tracer.startSpan('manual').end();
    expect(find('manual').instrumentationScope).toMatchObject({ name: 'by hand', version: '2' });

    trace.disable();
    const silent = tracing.tracer.startSpan('silent');
    expect(silent.isRecording()).toBe(false);
    silent.end();

    const exporter = new InMemorySpanExporter();
    trace.setGlobalTracerProvider(
      new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }),
    );
    tracing.tracer.startSpan('next').end();
    expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual(['next']);
    expect(names()).toEqual(['manual']);
  });
});

describe('the levels of options', () => {
  const tracing = createTracing({
    name: 'levels',
    kind: SpanKind.CLIENT,
    prefix: 'scope',
    okStatus: true,
    attributes: { level: 'scope', scope: 1 },
    args: ['scope.arg'],
    methods: {
      call: { attributes: { level: 'scope methods', 'scope.methods': 1 }, args: ['scope.methods.arg'] },
    },
  });

  it("N2: are the scope's for all that it traces", () => {
    class Service {
      @tracing.Traced()
      other(_value: string): void {}

      @tracing.Traced()
      call(_value: string): void {}
    }
    new Service().other('a');
    new Service().call('b');
    tracing.withSpan('direct', () => undefined);
    tracing.traced('fn', (_value: string) => undefined)('c');
    expect(find('scope.other').attributes).toEqual({ level: 'scope', scope: 1, 'scope.arg': 'a' });
    expect(find('scope.call').attributes).toEqual({
      level: 'scope methods',
      scope: 1,
      'scope.methods': 1,
      'scope.methods.arg': 'b',
    });
    expect(find('fn').attributes).toEqual({ level: 'scope', scope: 1, 'scope.arg': 'c' });
    for (const { kind, status } of spans()) expect([kind, status.code]).toEqual([SpanKind.CLIENT, 1]);
    expect(names()).toEqual(['scope.other', 'scope.call', 'direct', 'fn']);
  });

  it('N2: are own decorator over `methods` over class over scope, option by option', () => {
    @tracing.TracedClass('class', {
      kind: SpanKind.SERVER,
      attributes: { level: 'class', class: 1 },
      methods: {
        call: {
          kind: SpanKind.PRODUCER,
          attributes: { level: 'methods', methods: 1 },
          args: ['methods.arg'],
        },
        named: { name: 'by methods', kind: SpanKind.PRODUCER },
      },
    })
    class Service {
      @tracing.Traced({ kind: SpanKind.CONSUMER, okStatus: false, attributes: { level: 'own', own: 1 } })
      call(_value: string): void {}

      @tracing.Traced('by decorator')
      named(_value: string): void {}

      plain(_value: string): void {}
    }
    const service = new Service();
    service.call('a');
    service.named('b');
    service.plain('c');

    expect(find('class.call')).toMatchObject({ kind: SpanKind.CONSUMER, status: { code: 0 } });
    expect(find('class.call').attributes).toEqual({
      level: 'own',
      scope: 1,
      'scope.methods': 1,
      class: 1,
      methods: 1,
      own: 1,
      'methods.arg': 'a',
    });
    expect(find('by decorator')).toMatchObject({ kind: SpanKind.PRODUCER, status: { code: 1 } });
    expect(find('class.plain')).toMatchObject({ kind: SpanKind.SERVER, status: { code: 1 } });
    expect(find('class.plain').attributes).toEqual({ level: 'class', scope: 1, class: 1, 'scope.arg': 'c' });
    expect(names()).toEqual(['class.call', 'by decorator', 'class.plain']);
  });

  it('N2: that are undefined say nothing', () => {
    @TracedClass({ kind: SpanKind.SERVER, attributes: { kept: true } })
    class Service {
      @Traced({ kind: undefined, attributes: undefined, name: undefined, enabled: undefined })
      run(): void {}
    }
    new Service().run();
    expect(find('Service.run')).toMatchObject({ kind: SpanKind.SERVER, attributes: { kept: true } });
    expect(names()).toEqual(['Service.run']);
  });

  it.each<[string, Partial<TracingOptions>, object, object]>([
    ['the scope', { enabled: false }, {}, { enabled: true }],
    ["the scope's callback", { enabled: () => false }, {}, { enabled: true }],
    ['the class', {}, { enabled: false }, { enabled: true }],
    ["the class's callback", {}, { enabled: () => false }, { enabled: () => true }],
    ['`methods`', {}, { enabled: true, methods: { run: { enabled: false } } }, { enabled: true }],
    ['the decorator', {}, { enabled: true }, { enabled: false }],
    ["the decorator's callback", {}, { enabled: () => true }, { enabled: () => false }],
  ])('O1: are off where %s says so', (_, ofScope, ofClass, own) => {
    const scope = createTracing({ name: 'scope', ...ofScope });
    @scope.TracedClass(defineConvention(ofClass))
    class Service {
      @scope.Traced(own)
      run(): string {
        return 'ran';
      }
    }
    expect(new Service().run()).toBe('ran');
    expect(names()).toEqual([]);
  });

  it('O1: ask `enabled` of every level, with `this` and the arguments', () => {
    const asked: unknown[] = [];
    @TracedClass({
      enabled(this: Service) {
        asked.push(['class', this.id]);
        return true;
      },
    })
    class Service {
      readonly id = 's-1';
      @Traced({
        enabled(on) {
          asked.push(['own', this.id, on]);
          return on;
        },
      })
      run(_on: boolean): void {}
    }
    new Service().run(true);
    new Service().run(false);
    expect(asked).toEqual([
      ['class', 's-1'],
      ['own', 's-1', true],
      ['class', 's-1'],
      ['own', 's-1', false],
    ]);
    expect(names()).toEqual(['Service.run']);
  });

  it('N2: choose the methods of a class by the scope where the class says nothing', () => {
    const chosen = createTracing({
      name: 'chosen',
      exclude: (name) => String(name).startsWith('_'),
      methods: { ping: false },
      statics: true,
    });
    @chosen.TracedClass()
    class Service {
      run(): void {}
      _internal(): void {}
      ping(): void {}
      static create(): void {}
    }
    new Service().run();
    new Service()._internal();
    new Service().ping();
    Service.create();
    expect(names()).toEqual(['Service.run', 'Service.create']);
  });

  it('N2: leave out what `methods` calls false, even where the scope would trace it', () => {
    const restored = class {
      run(): void {}
      ping(): void {}
    };
    const restore = instrument(restored, { methods: { ping: false }, prefix: 'x' });
    new restored().run();
    new restored().ping();
    restore();
    expect(names()).toEqual(['x.run']);
  });
});
