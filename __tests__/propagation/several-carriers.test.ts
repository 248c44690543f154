import { propagation } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { type Carrier, traced } from 'otel-traced';
import { useTracing } from '../support/tracing';

const tracing = useTracing();

it('X2: a producer of several messages writes its context into each of a Set of carriers', () => {
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  const messages = [{}, new Map<string, string>(), Object.freeze({})];
  const publish = traced(
    'publish',
    { inject: (...all: Carrier[]) => new Set(all) },
    (...all: Carrier[]) => all.length,
  );

  expect(publish(...messages)).toBe(3);
  const { traceId, spanId } = tracing.find('publish').spanContext();
  const traceparent = `00-${traceId}-${spanId}-01`;
  expect(messages).toEqual([{ traceparent }, new Map([['traceparent', traceparent]]), {}]);
});
