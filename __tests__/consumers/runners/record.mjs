// Records in whatever SDK is installed, with both copies of the package, and prints the tree.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { context, metrics, propagation, trace } from '@opentelemetry/api';
import { isTracingEnabled, withSpan } from 'otel-traced';
import { recordTraces } from 'otel-traced/testing';

const require = createRequire(import.meta.url);
const commonjs = require('otel-traced/testing');

const traces = recordTraces({ deterministic: true });
const inner = commonjs.recordTraces({ isolated: true });
const carrier = {};
await withSpan('outer', async (span) => {
  span.addEvent('seen', { n: 1 });
  await new Promise((resolve) => setImmediate(resolve));
  withSpan('inner', () => propagation.inject(context.active(), carrier));
  assert.throws(() =>
    withSpan('fails', () => {
      throw new RangeError('no');
    }),
  );
});
inner.run(() => trace.getTracer('x').startSpan('apart').end());
trace.getTracer('x').startSpan('consume', {}, propagation.extract(context.active(), carrier)).end();
metrics.getMeter('x').createCounter('count').add(2);

assert.equal(inner.tree(), 'apart');
const first = traces.tree({ durations: true, events: false });
assert.equal(
  first,
  'outer 7ms\n├─ inner 1ms\n│  └─ consume 1ms\n└─ fails 2ms'.replace(
    ' 2ms',
    ' ERROR "no" {error.type="RangeError"} 2ms',
  ),
);
assert.equal(await traces.metrics.value('count'), 2);
assert.equal(traces.logs.length, 0);
inner.dispose();
traces.dispose();
assert.equal(isTracingEnabled(), false);
assert.equal(trace.getTracer('x').startSpan('after').isRecording(), false);
console.log(first);
