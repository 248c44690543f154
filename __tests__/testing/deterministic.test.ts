import { context, trace } from '@opentelemetry/api';
import { withSpan } from 'otel-traced';
import { recordTraces } from 'otel-traced/testing';

const START = Date.UTC(2000, 0, 1) / 1e3;
const id = (number: number, length: number): string => number.toString(16).padStart(length, '0');

async function work(): Promise<void> {
  await withSpan('a', async (span) => {
    span.addEvent('e');
    await withSpan('b', () => new Promise((resolve) => setTimeout(resolve, 3)));
    span.recordException(new Error('x'));
  });
  withSpan('c', () => {});
}

describe('a deterministic recorder', () => {
  test('counts ids and milliseconds, to the last digit', async () => {
    using traces = recordTraces({ deterministic: true });
    await work();
    expect(
      traces.spans.map((span) => [span.name, span.spanContext().traceId, span.spanContext().spanId]),
    ).toEqual([
      ['a', id(1, 32), id(1, 16)],
      ['b', id(1, 32), id(2, 16)],
      ['c', id(2, 32), id(3, 16)],
    ]);
    const a = traces.get('a');
    expect(a.startTime).toEqual([START, 0]);
    expect(a.events.map((event) => event.time)).toEqual([
      [START, 1e6],
      [START, 4e6],
    ]);
    expect(a.endTime).toEqual([START, 5e6]);
    expect(traces.tree({ durations: true, events: false })).toBe('a 5ms\n└─ b 1ms\nc 1ms');
  });

  test('records the same again after reset(), and in another recorder', async () => {
    using first = recordTraces({ deterministic: true });
    await work();
    const shown = first.tree({ ids: true, durations: true });
    first.reset();
    await work();
    expect(first.tree({ ids: true, durations: true })).toBe(shown);
    using second = recordTraces({ deterministic: true });
    await work();
    expect(second.tree({ ids: true, durations: true })).toBe(shown);
  });

  test('leaves times that are given as they are', () => {
    using traces = recordTraces({ deterministic: true });
    const span = trace.getTracer('x').startSpan('given', { startTime: [10, 0] });
    span.addEvent('e', new Date(11_000)).addEvent('f', { n: 1 }, [11, 5]);
    span.end([12, 0]);
    const { startTime, endTime, events } = traces.get('given');
    expect([startTime, events[0]?.time, events[1]?.time, endTime]).toEqual([
      [10, 0],
      [11, 0],
      [11, 5],
      [12, 0],
    ]);
    expect(events[1]?.attributes).toEqual({ n: 1 });
  });

  test('does not give one id twice while a span is open over reset()', () => {
    using traces = recordTraces({ deterministic: true });
    const open = trace.getTracer('x').startSpan('open');
    traces.reset();
    context.with(trace.setSpan(context.active(), open), () => withSpan('child', () => {}));
    withSpan('other', () => {});
    const ids = traces.spans.map((span) => span.spanContext().spanId);
    expect(new Set([open.spanContext().spanId, ...ids]).size).toBe(3);
  });
});

test("a clock of one's own gives all times", () => {
  let now = 1_000;
  using traces = recordTraces({ clock: () => now });
  withSpan('a', () => {
    now = 1_250.5;
  });
  expect([traces.get('a').startTime, traces.get('a').endTime]).toEqual([
    [1, 0],
    [1, 250_500_000],
  ]);
  expect(traces.tree({ durations: true })).toBe('a 250.5ms');
});
