import { metrics } from '@opentelemetry/api';
import { Traced, TracedClass, Untraced } from 'otel-traced';
import { Measured } from 'otel-traced/metrics';
import { Metering, registerTracing, unregisterAll } from './recorded-metrics';

class OutOfStockError extends Error {}

/** How many frames of wrappers there are between the caller and the method. */
function wrappersOnStack(): number {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 50;
  const frames = new Error().stack?.split('\n') ?? [];
  Error.stackTraceLimit = stackTraceLimit;
  return frames.filter((frame) => /\.run \(.*\bwrap\.[jt]s/.test(frame)).length;
}

beforeEach(unregisterAll);
afterEach(unregisterAll);

describe('@Measured', () => {
  class Stock {
    @Measured
    bare(count: number): number {
      return count + 1;
    }

    @Measured()
    called(): string {
      return 'called';
    }

    @Measured('stock')
    named(): string {
      return 'named';
    }

    @Measured('stock', { calls: true, metricAttributes: (sku: string) => ({ sku: sku.slice(0, 3) }) })
    take(sku: string): string {
      if (sku === 'empty') throw new OutOfStockError('no more');
      return sku;
    }

    @Measured({ isError: (error) => !(error instanceof OutOfStockError) })
    reserve(): never {
      throw new OutOfStockError('expected');
    }

    @Measured('statics')
    static check(): boolean {
      return true;
    }
  }

  it('records durations in seconds, with the bucket boundaries of the conventions', async () => {
    class Supplier {
      @Measured()
      deliver(): Promise<void> {
        return new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
    const metering = new Metering();
    const began = performance.now();
    await new Supplier().deliver();
    const elapsed = performance.now() - began;

    const [duration] = (await metering.collect()).filter(({ name }) => name === 'traced.duration');
    expect(duration).toMatchObject({ unit: 's', scope: expect.stringMatching(/^otel-traced@\d/) });
    const { buckets, count, sum } = await metering.histogram('traced.duration');
    expect(count).toBe(1);
    expect(sum).toBeGreaterThan(0.015);
    expect(sum).toBeLessThanOrEqual(elapsed / 1_000);
    expect(buckets.boundaries).toEqual([
      0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
    ]);
  });

  it('names the method by code.function.name, through a subclass and for statics too', async () => {
    class Depot extends Stock {}
    const metering = new Metering();
    new Stock().bare(1);
    new Depot().called();
    Stock.check();

    expect(await metering.values('traced.duration')).toEqual({
      '{"code.function.name":"Stock.bare"}': 1,
      '{"code.function.name":"Stock.called"}': 1,
    });
    expect(await metering.values('statics.duration')).toEqual({ '{"code.function.name":"Stock.check"}': 1 });
  });

  it('counts calls by option, with error.type on those that failed', async () => {
    const metering = new Metering();
    const stock = new Stock();
    stock.take('SKU-7');
    stock.take('SKU-8');
    expect(() => stock.take('empty')).toThrow(OutOfStockError);

    const values = {
      '{"code.function.name":"Stock.take","sku":"SKU"}': 2,
      '{"code.function.name":"Stock.take","sku":"emp","error.type":"OutOfStockError"}': 1,
    };
    expect(await metering.values('stock.calls')).toEqual(values);
    expect(await metering.values('stock.duration')).toEqual(values);
  });

  it('counts a call as under way while it runs, with the attributes that it started with', async () => {
    class Slow {
      @Measured('slow')
      async wait(until: Promise<void>): Promise<void> {
        await until;
      }
    }
    const metering = new Metering();
    let finish = () => {};
    const until = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const calls = [new Slow().wait(until), new Slow().wait(until)];
    const key = '{"code.function.name":"Slow.wait"}';
    expect(await metering.values('slow.active')).toEqual({ [key]: 2 });
    expect(await metering.values('slow.duration')).toEqual({});

    finish();
    await Promise.all(calls);
    expect(await metering.values('slow.active')).toEqual({ [key]: 0 });
    expect(await metering.values('slow.duration')).toEqual({ [key]: 2 });
  });

  it('takes an expected error for no failure: isError', async () => {
    const metering = new Metering();
    expect(() => new Stock().reserve()).toThrow('expected');
    expect(await metering.values('traced.duration')).toEqual({ '{"code.function.name":"Stock.reserve"}': 1 });
  });

  it('starts no span', async () => {
    const exporter = registerTracing();
    const metering = new Metering();
    new Stock().named();
    expect(exporter.getFinishedSpans()).toEqual([]);
    expect(await metering.values('stock.duration')).toEqual({ '{"code.function.name":"Stock.named"}': 1 });
  });

  it('C2: keeps name and length of the method, and the error object', () => {
    expect(Stock.prototype.take.name).toBe('take');
    expect(Stock.prototype.take.length).toBe(1);
    new Metering();
    const error = new Error('the very one');
    class Thrower {
      @Measured
      run(): never {
        throw error;
      }
    }
    expect(() => new Thrower().run()).toThrow(error);
  });

  it('O1: without a meter provider the method is called straight, and its very promise comes back', () => {
    registerTracing();
    const promise = Promise.resolve(1);
    let asked = 0;
    class Plain {
      @Measured('plain', {
        metricAttributes: () => {
          asked++;
          return {};
        },
      })
      run(): Promise<number> {
        return promise;
      }
    }
    expect(new Plain().run()).toBe(promise);
    expect(asked).toBe(0);
  });

  it('O2: a meter provider that is registered later, and one that replaces it, is seen', async () => {
    const stock = new Stock();
    stock.named();
    const first = new Metering();
    stock.named();
    metrics.disable();
    stock.named();
    const second = new Metering();
    stock.named();
    stock.named();
    const key = '{"code.function.name":"Stock.named"}';
    expect(await first.values('stock.duration')).toEqual({ [key]: 1 });
    expect(await second.values('stock.duration')).toEqual({ [key]: 2 });
  });

  it('T1: refuses an unknown option, with a message that names it', () => {
    expect(() => Measured({ nmae: 'stock' } as object)).toThrow("@Measured(): unknown option 'nmae'");
    expect(() => Measured('stock', { calls: 'yes' } as object)).toThrow(
      "@Measured('stock'): the option 'calls'",
    );
    expect(() => Measured('')).toThrow('@Measured(): expected a non-empty string');
  });

  it('T1: is refused on what is no method', () => {
    const decorate = Measured() as (...call: unknown[]) => void;
    expect(() => decorate(class Order {}, undefined)).toThrow(
      '@Measured on Order: expected a method, got a class',
    );
  });
});

describe('@Measured together with @Traced', () => {
  class TracedAlone {
    @Traced()
    run(): number {
      return wrappersOnStack();
    }
  }
  class Above {
    @Measured('both')
    @Traced({ kind: 2 })
    run(): number {
      return wrappersOnStack();
    }
  }

  class Below {
    @Traced({ kind: 2 })
    @Measured('both')
    run(): number {
      return wrappersOnStack();
    }
  }

  @TracedClass({ kind: 2, attributes: { component: 'whole' } })
  class Whole {
    @Measured('both')
    run(): number {
      return wrappersOnStack();
    }

    @Untraced()
    @Measured('both')
    quiet(): string {
      return 'quiet';
    }
  }

  it.each([
    ['above', Above, 'Above.run'],
    ['below', Below, 'Below.run'],
    ['in a traced class', Whole, 'Whole.run'],
  ] as const)('%s it is one span and one measurement', async (_, type, name) => {
    const exporter = registerTracing();
    const metering = new Metering();
    expect(new TracedAlone().run()).toBe(1);
    exporter.reset();
    expect(new type().run()).toBe(1);
    expect(exporter.getFinishedSpans().map((span) => [span.name, span.kind])).toEqual([[name, 2]]);
    expect(await metering.values('both.duration')).toEqual({ [`{"code.function.name":"${name}"}`]: 1 });
  });

  it('measures what a traced class leaves out', async () => {
    const exporter = registerTracing();
    const metering = new Metering();
    new Whole().quiet();
    expect(exporter.getFinishedSpans()).toEqual([]);
    expect(await metering.values('both.duration')).toEqual({ '{"code.function.name":"Whole.quiet"}': 1 });
  });
});
