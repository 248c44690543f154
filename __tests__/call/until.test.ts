import { PassThrough, Readable } from 'node:stream';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { traced, withSpan } from 'otel-traced';
import { useTracing } from '../support/tracing';

const tracing = useTracing();
const activeSpanId = () => trace.getActiveSpan()?.spanContext().spanId;

describe("until: 'callback'", () => {
  type Callback = (error: Error | null, value?: number) => unknown;

  it('C1: the call lasts until its last function is called, which gets what it was given', async () => {
    let finish: Callback = () => {};
    const load = traced('load', { until: 'callback' }, (_id: number, callback: Callback) => {
      finish = callback;
    });
    const seen: unknown[] = [];
    load(1, (...results) => seen.push(results));
    expect(tracing.names()).toEqual([]);
    finish(null, 7);
    expect(seen).toEqual([[null, 7]]);
    expect(tracing.find('load').status.code).toBe(SpanStatusCode.UNSET);
  });

  it('E1: an error that the callback gets is the error of the call', () => {
    const error = new TypeError('no such order');
    const load = traced('load', { until: 'callback' }, (callback: Callback) => callback(error));
    load((got) => expect(got).toBe(error));
    expect(tracing.find('load').status).toEqual({ code: SpanStatusCode.ERROR, message: 'no such order' });
  });

  it('X1: the callback runs in the context of the caller, and keeps its name and length', () => {
    let seen: { name: string; length: number } | undefined;
    const load = traced('load', { until: 'callback' }, (callback: Callback) => {
      seen = { name: callback.name, length: callback.length };
      callback(null);
    });
    withSpan('request', () => {
      const outside = activeSpanId();
      load(function done(_error) {
        expect(activeSpanId()).toBe(outside);
      });
    });
    expect(seen).toEqual({ name: 'done', length: 1 });
  });

  it('E5: a synchronous throw ends the call, and a later callback changes nothing', () => {
    const error = new Error('before');
    let late: Callback = () => {};
    const load = traced('load', { until: 'callback' }, (callback: Callback) => {
      late = callback;
      throw error;
    });
    expect(() => load(() => {})).toThrow(error);
    late(null, 1);
    expect(tracing.names()).toEqual(['load']);
    expect(tracing.find('load').status.code).toBe(SpanStatusCode.ERROR);
  });

  it('C1: without a function among the arguments the call ends with its result', () => {
    expect(traced('load', { until: 'callback' }, (n: number) => n)(3)).toBe(3);
    expect(tracing.names()).toEqual(['load']);
  });
});

describe("until: 'stream'", () => {
  it('C1: the call lasts until the returned stream closes', async () => {
    const read = traced('read', { until: 'stream' }, () => Readable.from(['a', 'b']));
    const chunks: string[] = [];
    const stream = read();
    expect(tracing.names()).toEqual([]);
    for await (const chunk of stream) chunks.push(chunk);
    await new Promise((resolve) => (stream.closed ? resolve(undefined) : stream.once('close', resolve)));
    expect(chunks).toEqual(['a', 'b']);
    expect(tracing.find('read').status.code).toBe(SpanStatusCode.UNSET);
  });

  it('E1: its error is the error of the call, and stays as unhandled or handled as it was', async () => {
    const stream = traced('read', { until: 'stream' }, () => new PassThrough())();
    expect(stream.listenerCount('error')).toBe(0);
    const error = new Error('disk');
    const closed = new Promise((resolve) => stream.once('close', resolve));
    stream.once('error', () => {});
    stream.destroy(error);
    await closed;
    expect(tracing.find('read').status).toEqual({ code: SpanStatusCode.ERROR, message: 'disk' });
  });

  it('C1: a web stream ends the call when its reader has read it', async () => {
    const make = () =>
      new ReadableStream({
        start(controller) {
          controller.enqueue(1);
          controller.close();
        },
      });
    const reader = traced('read', { until: 'stream' }, make)().getReader();
    expect(tracing.names()).toEqual([]);
    await expect(reader.read()).resolves.toEqual({ done: false, value: 1 });
    await reader.read();
    await reader.closed;
    expect(tracing.names()).toEqual(['read']);
  });

  it('C1: what is not a stream ends at return', () => {
    expect(traced('read', { until: 'stream' }, () => 3)()).toBe(3);
    expect(tracing.names()).toEqual(['read']);
  });
});
