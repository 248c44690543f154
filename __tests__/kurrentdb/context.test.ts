import { propagation, trace } from '@opentelemetry/api';
import { ParentBasedSampler, SamplingDecision } from '@opentelemetry/sdk-trace';
import { withSpan, withSpanAttributes } from 'otel-traced';
import { endedSpans, spanNamed, startRecording } from './recorded-spans';
import { orderPlaced, storedMetadata, storeEvent, withServer } from './with-server';

const bench = withServer();

const received = (stream = 'order-1') =>
  new Promise((resolve) => bench.client.subscribeToStream(stream).once('data', resolve));

describe('the span of a received event', () => {
  test("X4: correlation 'parent' makes it a child of the append, and the handler's trace is the append's", async () => {
    bench.instrument({ correlation: 'parent' });
    await bench.client.appendToStream('order-1', orderPlaced());
    await received();
    const { traceId, spanId } = spanNamed('streams.append').spanContext();
    const span = spanNamed('streams.subscribe');
    expect([span.spanContext().traceId, span.parentSpanContext?.spanId]).toEqual([traceId, spanId]);
    expect(span.links).toEqual([]);
  });

  test("X4: correlation 'links' makes it a trace of its own that links to the append", async () => {
    bench.instrument({ correlation: 'links' });
    await bench.client.appendToStream('order-1', orderPlaced());
    await withSpan('consumer', () => received());
    const { traceId, spanId } = spanNamed('streams.append').spanContext();
    const span = spanNamed('streams.subscribe');
    expect(span.parentSpanContext).toBeUndefined();
    expect(span.spanContext().traceId).not.toBe(traceId);
    expect(span.links.map((link) => link.context)).toMatchObject([{ traceId, spanId }]);
  });

  test("X4: correlation 'both' makes it a child that links as well", async () => {
    bench.instrument({ correlation: 'both' });
    await bench.client.appendToStream('order-1', orderPlaced());
    await received();
    const { traceId, spanId } = spanNamed('streams.append').spanContext();
    const span = spanNamed('streams.subscribe');
    expect(span.parentSpanContext?.spanId).toBe(spanId);
    expect(span.links.map((link) => link.context)).toMatchObject([{ traceId, spanId }]);
  });

  test.each(['parent', 'links', 'both'] as const)(
    "correlation '%s' brings the producer's baggage",
    async (correlation) => {
      bench.instrument({ correlation });
      storeEvent(bench, 'order-1', {
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        baggage: 'tenant=acme',
      });
      const tenant = await new Promise((resolve) => {
        const subscription = bench.client.subscribeToStream('order-1');
        subscription.once('data', () => resolve(propagation.getActiveBaggage()?.getEntry('tenant')?.value));
      });
      expect(tenant).toBe('acme');
    },
  );

  test('X3: an append that was not sampled makes consumers that are not', async () => {
    startRecording(
      new ParentBasedSampler({ root: { shouldSample: () => ({ decision: SamplingDecision.NOT_RECORD }) } }),
    );
    bench.instrument();
    await bench.client.appendToStream('order-1', orderPlaced());
    expect(storedMetadata(bench, 'order-1')).toMatchObject([{ traceparent: expect.stringMatching(/-00$/) }]);
    const active = await new Promise<string | undefined>((resolve) => {
      const subscription = bench.client.subscribeToStream('order-1');
      subscription.once('data', () => resolve(trace.getActiveSpan()?.spanContext().traceId));
    });
    // The handler still stands in the producer's trace, so what it appends in turn does too.
    expect(storedMetadata(bench, 'order-1')).toMatchObject([{ $traceId: active }]);
    expect(endedSpans()).toEqual([]);
  });

  test('the W3C context counts before the ids of KurrentDB', async () => {
    bench.instrument();
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    storeEvent(bench, 'order-1', {
      traceparent: `00-${traceId}-b7ad6b7169203331-01`,
      tracestate: 'vendor=1',
      $traceId: 'f'.repeat(32),
      $spanId: 'f'.repeat(16),
    });
    await received();
    const span = spanNamed('streams.subscribe');
    expect(span.parentSpanContext).toMatchObject({ traceId, spanId: 'b7ad6b7169203331' });
    expect(span.spanContext().traceState?.get('vendor')).toBe('1');
  });

  test('and that of an append carry what withSpanAttributes gives', async () => {
    bench.instrument();
    await withSpanAttributes({ 'tenant.id': 'acme' }, async () => {
      await bench.client.appendToStream('order-1', orderPlaced());
      await received();
    });
    expect(endedSpans().map(({ attributes }) => attributes['tenant.id'])).toEqual(['acme', 'acme']);
  });
});
