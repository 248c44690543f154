import { type Link, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { addSpanEvent, Traced, withSpan } from 'otel-traced';
import { formatTrace, recordTraces } from 'otel-traced/testing';
import { traceSerializer } from 'otel-traced/testing/jest';

expect.addSnapshotSerializer(traceSerializer);

class PaymentError extends Error {
  override readonly name = 'PaymentError';
}

class Payments {
  @Traced({ kind: SpanKind.CLIENT, attributes: { 'payment.method': 'card' } })
  async charge(amount: number): Promise<void> {
    addSpanEvent('limit checked', { left: 3, currency: 'EUR' });
    if (amount > 100) throw new PaymentError('card declined');
  }
}

class Checkout {
  @Traced({ attributes: (id: number) => ({ 'order.id': id, 'a.list': ['x', 'y'] }) })
  async place(_id: number, amount: number): Promise<void> {
    await withSpan('reserve', () => {});
    await new Payments().charge(amount);
  }
}

describe('formatTrace()', () => {
  test('prints names, kinds, states, attributes, events and errors, but no id, time, folder or line', async () => {
    using traces = recordTraces();
    await expect(new Checkout().place(7, 1_000)).rejects.toThrow('card declined');
    expect(formatTrace(traces)).toMatchInlineSnapshot(`
"Checkout.place ERROR "card declined" {a.list=["x", "y"] error.type="PaymentError" order.id=7}
├─ reserve
└─ Payments.charge CLIENT ERROR "card declined" {error.type="PaymentError" payment.method="card"}
      · limit checked {currency="EUR" left=3}
      ! PaymentError: card declined (at Payments.charge (format-trace.test.ts))"
`);
  });

  test('prints the same for two runs of the same code', async () => {
    const run = async (): Promise<string> => {
      using traces = recordTraces();
      await new Checkout().place(7, 10);
      return traces.tree();
    };
    expect(await run()).toBe(await run());
  });

  test('as a serializer prints a recorder and a list of spans without quotes', () => {
    using traces = recordTraces();
    withSpan('outer', () => withSpan('inner', () => {}));
    expect(traces).toMatchInlineSnapshot(`
outer
└─ inner
`);
    expect(traces.findAll('inner')).toMatchInlineSnapshot(`inner`);
    expect([]).toMatchInlineSnapshot(`[]`);
  });

  test('shows the attributes that it is told to', () => {
    using traces = recordTraces();
    withSpan('a', { attributes: { 'db.name': 'x', 'db.system': 'y', other: 1 } }, () => {});
    expect(traces.tree({ attributes: false })).toBe('a');
    expect(traces.tree({ attributes: ['other'] })).toBe('a {other=1}');
    expect(traces.tree({ attributes: ['db.*'] })).toBe('a {db.name="x" db.system="y"}');
    expect(traces.tree({ attributes: (_key, value) => value === 1 })).toBe('a {other=1}');
  });

  test('shows or leaves out events, links, stacks and scopes', () => {
    using traces = recordTraces();
    const tracer = trace.getTracer('shop');
    const first = tracer.startSpan('first');
    first.addEvent('e');
    first.recordException(new PaymentError('no'));
    first.end();
    const foreign: Link = { context: { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 } };
    const links = [{ context: first.spanContext(), attributes: { n: 1 } }, foreign];
    tracer.startSpan('second', { links }).end();
    const bare = { events: false, links: false };
    expect(traces.tree(bare)).toBe('first\nsecond');
    expect(traces.tree({ ...bare, scope: true })).toBe('first [shop]\nsecond [shop]');
    expect(traces.tree({ ...bare, links: true })).toBe(
      'first\nsecond\n   → first {n=1}\n   → a span that is not in this recording',
    );
    expect(traces.tree({ links: false, stacks: 'none' })).toBe(
      'first\n   · e\n   ! PaymentError: no\nsecond',
    );
    expect(traces.tree({ links: false, stacks: 'full' })).toMatch(
      /! PaymentError: no\n +PaymentError: no\n +at .*\d+:\d+/,
    );
  });

  test('sorts siblings on request, for calls that race', () => {
    using traces = recordTraces();
    withSpan('top', () => {
      withSpan('z', () => {});
      withSpan('a', () => {});
    });
    expect(traces.tree()).toBe('top\n├─ z\n└─ a');
    expect(traces.tree({ sort: true })).toBe('top\n├─ a\n└─ z');
  });

  test('rails run through details and deeper levels', () => {
    using traces = recordTraces();
    withSpan('1', (span) => {
      span.addEvent('e1');
      withSpan('1.1', (inner) => {
        inner.addEvent('e2');
        withSpan('1.1.1', () => {});
      });
      withSpan('1.2', () => {});
    });
    expect(traces.tree()).toBe('1\n│  · e1\n├─ 1.1\n│  │  · e2\n│  └─ 1.1.1\n└─ 1.2');
  });

  test("takes the SDK's in-memory exporter, and says what it takes otherwise", () => {
    const exporter = new InMemorySpanExporter();
    const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
    const parent = provider.getTracer('x').startSpan('parent');
    provider.getTracer('x').startSpan('child', {}, trace.setSpan(ROOT_CONTEXT, parent)).end();
    parent.end();
    expect(formatTrace(exporter)).toBe('parent\n└─ child');
    expect(formatTrace(exporter.getFinishedSpans())).toBe('parent\n└─ child');
    for (const wrong of [undefined, 'x', 7, {}, [1], { spans: 'x' }]) {
      expect(() => formatTrace(wrong as never)).toThrow(
        /^formatTrace\(\) needs what recordTraces\(\) returned, an array/,
      );
    }
    expect(() => formatTrace(exporter.getFinishedSpans()[0] as never)).toThrow('put the span into an array');
  });
});
