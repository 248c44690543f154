import { context, metrics } from '@opentelemetry/api';
import { logs, SeverityNumber } from '@opentelemetry/api-logs';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { withSpan } from 'otel-traced';
import { recordTraces } from 'otel-traced/testing';

describe('traces.metrics', () => {
  test('are what the instruments measured, at the moment of reading', async () => {
    using traces = recordTraces();
    const meter = metrics.getMeter('shop');
    const orders = meter.createCounter('orders', { unit: '1', description: 'Orders placed' });
    orders.add(2, { country: 'nl' });
    orders.add(1, { country: 'be' });
    orders.add(1, { country: 'nl' });
    meter.createUpDownCounter('open').add(-3);
    meter.createHistogram('duration', { unit: 's' }).record(0.25);
    meter.createGauge('depth').record(9);
    meter.createObservableGauge('stock').addCallback((result) => result.observe(41, { item: 'x' }));
    expect(await traces.metrics.find('orders')).toEqual({
      name: 'orders',
      description: 'Orders placed',
      unit: '1',
      scope: 'shop',
      points: [
        { attributes: { country: 'nl' }, value: 3 },
        { attributes: { country: 'be' }, value: 1 },
      ],
    });
    expect(await traces.metrics.value('orders', { country: 'be' })).toBe(1);
    expect(await traces.metrics.value('open')).toBe(-3);
    expect(await traces.metrics.value('depth')).toBe(9);
    expect(await traces.metrics.value('duration')).toMatchObject({ count: 1, sum: 0.25 });
    expect(await traces.metrics.value('stock', { item: /x/ })).toBe(41);
    expect(await traces.metrics.value('nothing')).toBeUndefined();
    await expect(traces.metrics.value('orders')).rejects.toThrow(/^2 points of the metric "orders" fit/);
    expect((await traces.metrics.collect()).map(({ name }) => name)).toContain('stock');
  });

  test('of two recorders stay apart, with one instrument', async () => {
    using outside = recordTraces();
    const counter = metrics.getMeter('shop').createCounter('orders');
    const values = await Promise.all(
      [1, 2, 3].map((amount) =>
        recordTraces(async (traces) => {
          await new Promise((resolve) => setTimeout(resolve, 3 - amount));
          counter.add(amount);
          return traces.metrics.value('orders');
        }),
      ),
    );
    expect(values).toEqual([1, 2, 3]);
    expect(await outside.metrics.collect()).toEqual([]);
  });

  test('begin anew with reset(); an instrument made before counts on', async () => {
    using traces = recordTraces();
    const counter = metrics.getMeter('shop').createCounter('orders');
    counter.add(5);
    traces.reset();
    expect(await traces.metrics.collect()).toEqual([]);
    counter.add(1);
    expect(await traces.metrics.value('orders')).toBe(1);
  });

  test('a meter provider that was there before is put back', () => {
    const before = new MeterProvider();
    metrics.setGlobalMeterProvider(before);
    try {
      const traces = recordTraces({ isolated: true });
      metrics.getMeter('shop').createCounter('passed on').add(1);
      traces.dispose();
      expect(metrics.getMeterProvider()).toBe(before);
    } finally {
      metrics.disable();
    }
  });
});

describe('traces.logs', () => {
  test('are the records emitted, with the span that was active', () => {
    using traces = recordTraces();
    withSpan('checkout', () => {
      logs
        .getLogger('shop')
        .emit({ body: 'paid', severityNumber: SeverityNumber.INFO, attributes: { 'order.id': 7 } });
    });
    expect(traces.logs).toHaveLength(1);
    expect(traces.logs[0]).toMatchObject({ body: 'paid', severityNumber: 9, attributes: { 'order.id': 7 } });
    expect(traces.logs[0]?.instrumentationScope.name).toBe('shop');
    expect(traces.logs[0]?.spanContext?.spanId).toBe(traces.get('checkout').spanContext().spanId);
    traces.reset();
    expect(traces.logs).toEqual([]);
  });

  test('of two recorders stay apart, also with a context of their own, and with an early logger', () => {
    const early = logs.getLogger('shop');
    for (const round of [1, 2]) {
      using outside = recordTraces();
      using traces = recordTraces({ isolated: true });
      const inside = traces.run(() => {
        early.emit({ body: `in ${round}` });
        return context.active();
      });
      early.emit({ body: 'by context', context: inside });
      early.emit({ body: 'out' });
      expect(traces.logs.map(({ body }) => body)).toEqual([`in ${round}`, 'by context']);
      expect(outside.logs.map(({ body }) => body)).toEqual(['out']);
    }
  });

  test("a logger provider that was there before gets what is no recorder's, and its place back", () => {
    const emitted: unknown[] = [];
    const before = {
      getLogger: () => ({ emit: ({ body }: { body?: unknown }) => emitted.push(body), enabled: () => true }),
    };
    logs.setGlobalLoggerProvider(before as never);
    try {
      const traces = recordTraces({ isolated: true });
      expect(logs.getLogger('shop').enabled()).toBe(true);
      logs.getLogger('shop').emit({ body: 'passed on' });
      traces.run(() => logs.getLogger('shop').emit({ body: 'recorded' }));
      traces.dispose();
      expect([emitted, traces.logs.map(({ body }) => body)]).toEqual([['passed on'], ['recorded']]);
      expect(logs.getLoggerProvider()).toBe(before);
    } finally {
      logs.disable();
    }
    expect(logs.getLogger('shop').enabled()).toBe(false);
  });
});
