import { trace } from '@opentelemetry/api';
import { recordTraces } from 'otel-traced/testing';
import { spanMatchers, traceSerializer } from 'otel-traced/testing/vitest';
import { expect, test } from 'vitest';

expect.extend(spanMatchers);
expect.addSnapshotSerializer(traceSerializer);

test('matchers, asymmetric matchers and the serializer', async () => {
  using traces = recordTraces();
  trace
    .getTracer('shop')
    .startSpan('order', { attributes: { id: 7 } })
    .end();
  expect(traces).toHaveSpan('order', { attributes: { id: expect.any(Number) } });
  expect(traces).not.toHaveSpan('order', { attributes: { id: expect.any(String) } });
  expect(traces.get('order')).toHaveAttributes({ id: expect.closeTo(7) }, { only: true });
  await expect(traces.waitFor('order')).resolves.toHaveAttributes({ id: 7 });
  expect(traces).toMatchInlineSnapshot(`order {id=7}`);
  expect(() => expect(traces).toHaveSpan('oder')).toThrow('The nearest is "order"');
  // @ts-expect-error a pattern has no such field
  expect(() => expect(traces).toHaveSpan('order', { attribute: {} })).toThrow(TypeError);
});
