import { trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { recordTraces } from 'otel-traced/testing';

type Api = typeof import('@opentelemetry/api');
const older = require('api-1.4') as Api;
const newer = require('api-1.10') as Api;

// The slot keeps the version of the copy that was first to register something.
const SLOT = Symbol.for('opentelemetry.js.api.1');
beforeEach(() => Reflect.deleteProperty(globalThis, SLOT));
afterEach(() => {
  trace.disable();
  Reflect.deleteProperty(globalThis, SLOT);
});

describe('a provider that another copy of the API has registered', () => {
  test("newer than ours, is used: it gets what is no recorder's, and its place back", () => {
    const started: string[] = [];
    const before = { getTracer: () => ({ startSpan: (name: string) => void started.push(name) }) };
    newer.trace.setGlobalTracerProvider(before as never);
    newer.context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    newer.propagation.setGlobalPropagator(new W3CTraceContextPropagator());
    const meters = new MeterProvider();
    newer.metrics.setGlobalMeterProvider(meters);
    const registered = trace.getTracerProvider();
    const traces = recordTraces({ isolated: true });
    traces.run(() => trace.getTracer('x').startSpan('ours').end());
    trace.getTracer('x').startSpan('theirs');
    newer.trace.getTracer('y').startSpan('theirs too');
    traces.dispose();
    trace.getTracer('z').startSpan('after');
    expect(traces.tree()).toBe('ours');
    expect(started).toEqual(['theirs', 'theirs too', 'after']);
    expect(trace.getTracerProvider()).toBe(registered);
    expect(newer.metrics.getMeterProvider()).toBe(meters);
  });

  test("without the API's proxy before it, is used and put back too", () => {
    trace.setGlobalTracerProvider(new TracerProvider());
    const bare = new TracerProvider();
    const slot = (globalThis as unknown as Record<symbol, { trace: object }>)[SLOT] as { trace: object };
    slot.trace = bare;
    const traces = recordTraces();
    const tracer = trace.getTracer('x');
    tracer.startSpan('recorded').end();
    traces.dispose();
    expect(traces.tree()).toBe('recorded');
    expect(trace.getTracerProvider()).toBe(bare);
    expect(tracer.startSpan('after').isRecording()).toBe(true);
  });

  test('older than ours, cannot be replaced: a clear refusal, and nothing is changed', () => {
    const before = new TracerProvider();
    older.trace.setGlobalTracerProvider(before as never);
    const seen = trace.getTracerProvider();
    expect(() => recordTraces()).toThrow(
      /could not register its tracer provider: another copy of @opentelemetry\/api, of another version, holds/,
    );
    expect(trace.getTracerProvider()).toBe(seen);
    expect(older.trace.getTracer('x').startSpan('still theirs').isRecording()).toBe(true);
  });
});
