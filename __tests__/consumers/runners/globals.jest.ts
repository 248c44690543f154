// The matchers on the global `expect` of @types/jest, and what its types refuse.
import { trace } from '@opentelemetry/api';
import { recordTraces } from 'otel-traced/testing';
import { spanMatchers } from 'otel-traced/testing/jest';

expect.extend(spanMatchers);

test('the global expect has the matchers', () => {
  using traces = recordTraces();
  trace
    .getTracer('shop')
    .startSpan('order', { attributes: { id: 7 } })
    .end();
  expect(traces).toHaveSpan('order', { attributes: { id: expect.any(Number) } });
  expect(traces).not.toHaveSpanTree('refund');
  // @ts-expect-error a pattern has no such field
  expect(() => expect(traces).toHaveSpan('order', { attribute: {} })).toThrow(TypeError);
});
