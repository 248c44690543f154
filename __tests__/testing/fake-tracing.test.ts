import { type Tracer, trace } from '@opentelemetry/api';
import { isTracingEnabled, Traced, type Tracing, withSpan } from 'otel-traced';
import { expectSpans, fakeTracing, recordTraces } from 'otel-traced/testing';

class Orders {
  constructor(private readonly tracing: Tracing) {}
  place(id: number): Promise<number> {
    return this.tracing.withSpan('place', { attributes: { 'order.id': id } }, async (span) => {
      if (span.isRecording()) span.addEvent('checked');
      return this.tracing.withSpan('store', () => id + 1);
    });
  }
}

class Bare {
  constructor(private readonly tracer: Tracer) {}
  run(): void {
    this.tracer.startActiveSpan('bare', (span) => span.end());
  }
}

class Stock {
  @Traced()
  reserve(): void {}
}

describe('fakeTracing()', () => {
  test('records what goes through it: guarded code runs, spans are nested, results come back', async () => {
    using fake = fakeTracing({ name: 'orders', version: '1.2.0' });
    await expect(new Orders(fake).place(7)).resolves.toBe(8);
    expect(fake.tree({ scope: true })).toBe('place {order.id=7} [orders]\n│  · checked\n└─ store [orders]');
    expect(fake.get('place').instrumentationScope).toMatchObject({ name: 'orders', version: '1.2.0' });
  });

  test('gives a Tracer for code that takes one', () => {
    using fake = fakeTracing();
    new Bare(fake.tracer).run();
    expectSpans(fake).toHaveSpan('bare', { scope: 'fake' });
  });

  test('its decorators and functions are the real ones', () => {
    using fake = fakeTracing({ prefix: 'shop' });
    @fake.TracedClass()
    class Carts {
      add(): string {
        return fake.traced('sum', () => 'done')();
      }
    }
    expect(new Carts().add()).toBe('done');
    expect(fake.tree()).toBe('shop.add\n└─ sum');
    fake.enabled = false;
    new Carts().add();
    expect(fake.spans).toHaveLength(2);
  });

  test('does not take the spans of others, and others do not take its', () => {
    using traces = recordTraces();
    using fake = fakeTracing();
    using twin = fakeTracing();
    new Stock().reserve();
    fake.withSpan('mine', () => new Stock().reserve());
    twin.withSpan('its', () => {});
    expect(traces.tree()).toBe('Stock.reserve');
    expect(fake.tree()).toBe('mine\n└─ Stock.reserve');
    expect(twin.tree()).toBe('its');
  });

  test('is deterministic on request, and reset() begins anew', () => {
    using fake = fakeTracing({}, { deterministic: true });
    fake.withSpan('a', () => {});
    fake.reset();
    fake.withSpan('b', () => {});
    expect(fake.tree({ ids: true, durations: true })).toBe(
      `b #${'1'.padStart(32, '0')}/${'1'.padStart(16, '0')} 1ms`,
    );
  });

  test('is over with dispose(): nothing is registered, its code still runs', async () => {
    const fake = fakeTracing();
    fake.dispose();
    expect(isTracingEnabled()).toBe(false);
    using traces = recordTraces();
    await expect(new Orders(fake).place(1)).resolves.toBe(2);
    expect([fake.spans, traces.spans]).toEqual([[], []]);
  });

  test('leaves nothing registered when its options are wrong', () => {
    expect(() => fakeTracing({ name: '' })).toThrow(TypeError);
    expect(isTracingEnabled()).toBe(false);
    expect(withSpan('x', () => trace.getActiveSpan())).toBeUndefined();
  });
});
