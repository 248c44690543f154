import { metrics } from '@opentelemetry/api';
import {
  configureTracing,
  createTracing,
  instrument,
  Traced,
  TracedClass,
  TracingMixin,
  traced,
  withSpan,
} from 'otel-traced';
import { type CallMetrics, callMetrics, enableMetrics, Measured } from 'otel-traced/metrics';
import { Metering, registerTracing, unregisterAll } from './recorded-metrics';

beforeEach(unregisterAll);
afterEach(unregisterAll);

class Orders {
  @Traced({ metrics: true })
  place(_id: string): string {
    return 'placed';
  }
}
const PLACE = '{"code.function.name":"Orders.place"}';

describe('the option metrics', () => {
  it('measures and traces the same call', async () => {
    enableMetrics();
    const exporter = registerTracing();
    const metering = new Metering();
    new Orders().place('7');
    expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual(['Orders.place']);
    expect(await metering.values('traced.duration')).toEqual({ [PLACE]: 1 });
  });

  it('measures where no tracer provider is registered', async () => {
    enableMetrics();
    const metering = new Metering();
    new Orders().place('7');
    expect(await metering.values('traced.duration')).toEqual({ [PLACE]: 1 });
    expect(await metering.values('traced.active')).toEqual({ [PLACE]: 0 });
  });

  it('reports a missing enableMetrics() once for all methods, and traces all the same', () => {
    const reports: string[] = [];
    configureTracing({ onInternalError: (error, { method }) => reports.push(`${method}: ${error}`) });
    const exporter = registerTracing();
    new Metering();
    const failure = new Error('no attributes');
    class Untold {
      @Traced({
        metrics: true,
        attributes: () => {
          throw failure;
        },
      })
      run(): void {}

      @Traced({ metrics: true })
      other(): void {}
    }
    new Untold().run();
    new Untold().run();
    new Untold().other();
    for (let count = 0; count < 3; count++) withSpan('block', { metrics: { name: `m${count}` } }, () => {});
    expect(exporter.getFinishedSpans()).toHaveLength(6);
    const missing =
      "Untold.run: Error: The option 'metrics' is set, but nothing measures. " +
      "Call enableMetrics() of 'otel-traced/metrics' at start-up.";
    // It doesn't hide other failures of the method.
    expect(reports.sort()).toEqual([missing, 'Untold.run: Error: no attributes']);
  });

  it('C8: reports attributes of metrics that cannot be read, and measures without them', async () => {
    const reports: string[] = [];
    configureTracing({
      onInternalError: (error, { method }) => reports.push(`${method}: ${error}`),
      sanitize: (key, value) => {
        if (key === 'secret') throw new Error('no secrets');
        return value;
      },
    });
    enableMetrics();
    const metering = new Metering();
    const attributes = {
      get broken() {
        throw new Error('a getter');
      },
      tier: 'gold',
    };
    const one = traced('one', { metrics: { metricAttributes: () => attributes } }, () => {});
    const two = traced(
      'two',
      { metrics: { metricResultAttributes: () => ({ secret: 1, tier: 'free' }) } },
      () => {},
    );
    for (const run of [one, two, one, two]) run();
    expect(await metering.values('traced.duration')).toEqual({
      '{"code.function.name":"one","tier":"gold"}': 2,
      '{"code.function.name":"two","tier":"free"}': 2,
    });
    expect(reports).toEqual(['one: Error: a getter', 'two: Error: no secrets']);
  });

  it('keeps the name of the metric and of the method where the name of the span is dynamic', async () => {
    enableMetrics();
    const exporter = registerTracing();
    const metering = new Metering();
    class Bus {
      @Traced({ name: (type: string) => `publish ${type}`, metrics: true })
      publish(type: string): string {
        return type;
      }
    }
    new Bus().publish('OrderPlaced');
    new Bus().publish('OrderPaid');
    expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual([
      'publish OrderPlaced',
      'publish OrderPaid',
    ]);
    expect(await metering.values('traced.duration')).toEqual({ '{"code.function.name":"Bus.publish"}': 2 });
  });

  it('takes names, units and buckets of its own, and leaves instruments out', async () => {
    enableMetrics();
    const metering = new Metering();
    const run = traced(
      'run',
      {
        metrics: {
          duration: { name: 'jobs.time', unit: 'ms', buckets: [1, 1_000], description: 'Time of jobs.' },
          active: false,
          calls: { name: 'jobs.count' },
          functionName: false,
        },
      },
      () => {},
    );
    run();
    const found = await metering.collect();
    expect(found.map(({ name, unit }) => [name, unit])).toEqual([
      ['jobs.time', 'ms'],
      ['jobs.count', '{call}'],
    ]);
    expect(found[0]?.data.descriptor.description).toBe('Time of jobs.');
    expect((await metering.histogram('jobs.time')).buckets.boundaries).toEqual([1, 1_000]);
    expect(await metering.values('jobs.count')).toEqual({ '{}': 1 });
  });

  it('names what the attributes are: of the arguments, of the result, of the error', async () => {
    enableMetrics();
    const metering = new Metering();
    const run = traced(
      'run',
      {
        metrics: {
          metricAttributes: (kind: string) => ({ kind }),
          metricResultAttributes: (result, kind) => ({ result, echo: kind }),
          metricErrorAttributes: (error) => ({ reason: (error as Error).message }),
        },
      },
      (kind: string) => {
        if (kind === 'bad') throw new RangeError('too bad');
        return kind.length;
      },
    );
    run('good');
    expect(() => run('bad')).toThrow('too bad');
    expect(await metering.values('traced.duration')).toEqual({
      '{"code.function.name":"run","kind":"good","result":4,"echo":"good"}': 1,
      '{"code.function.name":"run","kind":"bad","error.type":"RangeError","reason":"too bad"}': 1,
    });
    expect(await metering.values('traced.active')).toEqual({
      '{"code.function.name":"run","kind":"good"}': 0,
      '{"code.function.name":"run","kind":"bad"}': 0,
    });
  });

  it('serves withSpan, also where no tracer provider is registered', async () => {
    enableMetrics();
    const metering = new Metering();
    expect(withSpan('load order', { metrics: { name: 'loads' } }, () => 7)).toBe(7);
    expect(await metering.values('loads.duration')).toEqual({ '{"code.function.name":"load order"}': 1 });
  });

  it('serves a scope, whose name and version the meter has', async () => {
    enableMetrics();
    const metering = new Metering();
    const tracing = createTracing({ name: 'shop', version: '2', metrics: true });
    tracing.withSpan('checkout', () => {});
    tracing.traced('pay', () => {})();
    expect((await metering.collect()).map(({ name, scope }) => [name, scope])).toEqual([
      ['traced.duration', 'shop@2'],
      ['traced.active', 'shop@2'],
    ]);
  });

  it('merges the options of scope, class and method key by key; false switches off', async () => {
    enableMetrics();
    const metering = new Metering();
    const tracing = createTracing({
      name: 'shop',
      metrics: { active: false, metricAttributes: { shop: 'main' } },
    });

    @tracing.TracedClass({ metrics: { name: 'cart' } })
    class Cart {
      @tracing.Traced({ metrics: { calls: true } })
      add(): void {}

      @tracing.Traced({ metrics: true })
      remove(): void {}

      @tracing.Traced({ metrics: false })
      clear(): void {}
    }
    const cart = new Cart();
    cart.add();
    cart.remove();
    cart.clear();
    expect((await metering.collect()).map(({ name }) => name)).toEqual(['cart.duration', 'cart.calls']);
    expect(await metering.values('cart.duration')).toEqual({
      '{"code.function.name":"Cart.add","shop":"main"}': 1,
      '{"code.function.name":"Cart.remove","shop":"main"}': 1,
    });
  });

  it('gives @Measured what the class says', async () => {
    const metering = new Metering();
    @TracedClass({ metrics: { metricAttributes: { shop: 'main' } } })
    class Cart {
      @Measured('cart')
      add(): void {}
    }
    new Cart().add();
    expect(await metering.values('cart.duration')).toEqual({
      '{"code.function.name":"Cart.add","shop":"main"}': 1,
    });
  });

  it("measures without a span where span is 'none'", async () => {
    enableMetrics();
    const exporter = registerTracing();
    const metering = new Metering();
    class Hot {
      run(): void {}
    }
    const restore = instrument(Hot, { span: 'none', metrics: true });
    new Hot().run();
    restore();
    new Hot().run();
    expect(exporter.getFinishedSpans()).toEqual([]);
    expect(await metering.values('traced.duration')).toEqual({ '{"code.function.name":"Hot.run"}': 1 });
  });

  it('measures what instrument traces above @Measured, and restore puts @Measured back', async () => {
    const exporter = registerTracing();
    const metering = new Metering();
    class Cart {
      @Measured('cart')
      add(): void {}
    }
    const { add } = Cart.prototype;
    const restore = instrument(Cart);
    new Cart().add();
    restore();
    expect(Cart.prototype.add).toBe(add);
    new Cart().add();
    expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual(['Cart.add']);
    expect(await metering.values('cart.duration')).toEqual({ '{"code.function.name":"Cart.add"}': 2 });
  });

  it('measures what sampling or configureTracing({ exclude }) leaves out', async () => {
    enableMetrics();
    const exporter = registerTracing();
    const metering = new Metering();
    configureTracing({ exclude: ['Orders.*'] });
    new Orders().place('7');
    expect(exporter.getFinishedSpans()).toEqual([]);
    expect(await metering.values('traced.duration')).toEqual({ [PLACE]: 1 });
  });

  it('O1: does not measure what is switched off: by enabled, by the scope, the instance, the process', async () => {
    enableMetrics();
    const metering = new Metering();
    class Quiet extends TracingMixin() {
      @Traced({ metrics: true, enabled: false })
      never(): void {}

      @Traced({ metrics: true, enabled: (loud: boolean) => loud })
      sometimes(_loud: boolean): void {}

      @Traced({ metrics: true })
      run(): void {}
    }
    const quiet = new Quiet();
    quiet.never();
    quiet.sometimes(false);
    quiet.initTracing('quiet', false);
    quiet.run();
    configureTracing({ enabled: false });
    new Quiet().run();
    configureTracing({ enabled: undefined });
    expect(await metering.collect()).toEqual([]);
    new Quiet().sometimes(true);
    expect(await metering.values('traced.duration')).toEqual({
      '{"code.function.name":"Quiet.sometimes"}': 1,
    });
  });

  it('C8: a callback that throws is reported, and the call and the measurement go on', async () => {
    const reports: unknown[] = [];
    configureTracing({ onInternalError: (error) => reports.push(error) });
    enableMetrics();
    const metering = new Metering();
    const bug = new Error('bug');
    const run = traced(
      'run',
      {
        metrics: {
          metricAttributes: () => {
            throw bug;
          },
        },
      },
      () => 'done',
    );
    expect(run()).toBe('done');
    expect(reports).toEqual([bug]);
    expect(await metering.values('traced.duration')).toEqual({ '{"code.function.name":"run"}': 1 });
  });

  it('C8: a meter provider that throws does not disturb the call', () => {
    const reports: unknown[] = [];
    configureTracing({ onInternalError: (error) => reports.push(error) });
    enableMetrics();
    const bug = new Error('no meters today');
    metrics.setGlobalMeterProvider({
      getMeter: () => {
        throw bug;
      },
    });
    expect(new Orders().place('7')).toBe('placed');
    expect(reports).toEqual([bug]);
  });

  it('A3: sanitize sees the attributes', async () => {
    enableMetrics();
    configureTracing({ sanitize: (key, value) => (key === 'tenant' ? '***' : value) });
    const metering = new Metering();
    withSpan('load', { metrics: { metricAttributes: { tenant: 'acme' } } }, () => {});
    expect(await metering.values('traced.duration')).toEqual({
      '{"code.function.name":"load","tenant":"***"}': 1,
    });
  });

  it('takes metrics of another kind as a value', () => {
    new Metering();
    const seen: unknown[] = [];
    const own: CallMetrics = {
      begin: (method, self, args) => {
        seen.push(['begin', method.nameOf(self), method.scope.name, ...args]);
        return {
          finish: ({ kind, value, errorType, seconds }) => seen.push([kind, value, errorType, seconds >= 0]),
        };
      },
    };
    const run = traced('run', { metrics: own }, (fail: boolean) => {
      if (fail) throw new TypeError('failed');
      return 'done';
    });
    run(false);
    expect(() => run(true)).toThrow('failed');
    expect(seen).toEqual([
      ['begin', 'run', 'otel-traced', false],
      ['returned', 'done', undefined, true],
      ['begin', 'run', 'otel-traced', true],
      ['threw', new TypeError('failed'), 'TypeError', true],
    ]);
  });

  it('callMetrics() is such a value, and needs no enableMetrics()', async () => {
    const metering = new Metering();
    withSpan('load', { metrics: callMetrics({ name: 'loads' }) }, () => {});
    expect(await metering.values('loads.duration')).toEqual({ '{"code.function.name":"load"}': 1 });
  });

  it('T1: refuses an option that is wrong, with a message that names it', () => {
    const refusal = (decorate: (target: { prototype: object }) => void): string => {
      class Job {
        run(): void {}
      }
      try {
        decorate(Job);
      } catch (error) {
        return String(error);
      }
      return 'it was not refused';
    };
    expect(
      refusal(({ prototype }) => {
        const run = Object.getOwnPropertyDescriptor(prototype, 'run') as PropertyDescriptor;
        (Traced({ metrics: 'yes' } as object) as MethodDecorator)(prototype, 'run', run);
      }),
    ).toContain(
      "the option 'metrics' is 'yes'; expected true, false, metrics options or a CallMetrics object",
    );
    expect(refusal((target) => TracedClass({ metrics: { buckets: [] } } as object)(target))).toContain(
      "@TracedClass on Job, metrics: unknown option 'buckets'",
    );
    const methods = { run: { metrics: { name: '' } } };
    expect(refusal((target) => TracedClass({ methods } as object)(target))).toContain(
      "@TracedClass on Job, methods.run, metrics: the option 'name' is ''",
    );
  });
});
