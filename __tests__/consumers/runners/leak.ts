// Fails: that is what is checked.
import { trace } from '@opentelemetry/api';
import { recordTraces } from 'otel-traced/testing';

declare const test: (name: string, action: () => void) => void;

test('leaves a span open', () => {
  using _traces = recordTraces();
  trace.getTracer('shop').startSpan('leak');
});

test('leaves none', () => {
  using _traces = recordTraces();
  trace.getTracer('shop').startSpan('none').end();
});
