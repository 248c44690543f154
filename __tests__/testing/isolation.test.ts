import { context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { recordTraces, type TraceRecorder } from 'otel-traced/testing';

const tick = (ms = 1): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const names = (spans: readonly { name: string }[]): string[] => spans.map(({ name }) => name);

/** A service call of some depth that gives way to others between its steps. */
async function work(id: number): Promise<void> {
  const tracer = trace.getTracer('shop');
  await tracer.startActiveSpan(`order ${id}`, async (order) => {
    await tick(id % 7);
    await Promise.all(
      ['reserve', 'pay'].map((step) =>
        tracer.startActiveSpan(`${step} ${id}`, async (span) => {
          await tick((id * 3) % 5);
          span.end();
        }),
      ),
    );
    order.end();
  });
  await tick();
  // A root span of the same flow, with nothing of the context left.
  tracer.startSpan(`ship ${id}`, {}, ROOT_CONTEXT).end();
}

const expected = (id: number): string => `order ${id}\n├─ reserve ${id}\n└─ pay ${id}\nship ${id}`;
const hundred = Array.from({ length: 100 }, (_, id) => id);

describe('100 recorders at a time', () => {
  test('stay apart in recordTraces(work)', async () => {
    const trees = await Promise.all(
      hundred.map((id) =>
        recordTraces(async (traces) => {
          await work(id);
          return traces.tree();
        }),
      ),
    );
    expect(trees).toEqual(hundred.map(expected));
    expect(trace.getTracer('x').startSpan('x').isRecording()).toBe(false);
  });

  test('stay apart when each is made in its own flow of calls', async () => {
    const trees = await Promise.all(
      hundred.map(async (id) => {
        using traces = recordTraces();
        await work(id);
        return traces.tree();
      }),
    );
    expect(trees).toEqual(hundred.map(expected));
  });

  test('stay apart with run(), wherever they were made', async () => {
    const recorders = hundred.map(() => recordTraces({ deterministic: true }));
    await Promise.all(recorders.map((traces, id) => traces.run(() => work(id))));
    for (const traces of recorders) traces.dispose();
    expect(recorders.map((traces) => traces.tree())).toEqual(hundred.map(expected));
    // With ids that count: each recorder begins at 1.
    expect(new Set(recorders.map((traces) => traces.spans[0]?.spanContext().traceId)).size).toBe(1);
  });

  test.concurrent.each(hundred.slice(0, 20))('stay apart in concurrent test %i', async (id) => {
    using traces = recordTraces();
    await work(id);
    expect(traces.tree()).toBe(expected(id));
  });
});

describe('a span goes', () => {
  const tracer = trace.getTracer('shop');
  const start = (name: string): void => tracer.startSpan(name).end();

  test('to the innermost run()', () => {
    using outer = recordTraces();
    using inner = recordTraces({ isolated: true });
    outer.run(() => inner.run(() => start('in')));
    start('out');
    expect([names(outer.spans), names(inner.spans)]).toEqual([['out'], ['in']]);
  });

  test('to the recorder of its run() although a callback is run by somebody else', async () => {
    const queue: (() => void)[] = [];
    const runner = (async () => {
      while (queue.length === 0) await tick();
      queue.pop()?.();
    })();
    using other = recordTraces();
    using traces = recordTraces({ isolated: true });
    traces.run(() => queue.push(context.bind(context.active(), () => start('bound'))));
    await runner;
    expect([names(traces.spans), names(other.spans)]).toEqual([['bound'], []]);
  });

  test('to the recorder in which its trace began, through a message too', async () => {
    const carrier: Record<string, string> = {};
    using consumer = recordTraces();
    const producer = recordTraces({ isolated: true });
    producer.run(() =>
      tracer.startActiveSpan('publish', (span) => {
        propagation.inject(context.active(), carrier);
        span.end();
      }),
    );
    tracer.startSpan('consume', {}, propagation.extract(ROOT_CONTEXT, carrier)).end();
    expect(producer.tree()).toBe('publish\n└─ consume');
    expect(consumer.spans).toEqual([]);
    producer.dispose();
    tracer.startSpan('consume again', {}, propagation.extract(ROOT_CONTEXT, carrier)).end();
    expect(names(consumer.spans)).toEqual(['consume again']);
  });

  test('where it is started, when the same foreign trace comes to two recorders', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const consume = async (traces: TraceRecorder): Promise<number> => {
      await tick();
      tracer.startSpan('consume', {}, propagation.extract(ROOT_CONTEXT, { traceparent })).end();
      await tick();
      return traces.spans.length;
    };
    expect(await Promise.all(hundred.map(() => recordTraces(consume)))).toEqual(hundred.map(() => 1));
  });

  test("to the newest recorder when it is in no recorder's flow", async () => {
    const elsewhere = new Promise<() => void>((resolve) => setTimeout(resolve, 1, () => start('late')));
    const both = await Promise.all([
      elsewhere,
      (async () => {
        await tick();
        return [recordTraces(), recordTraces()] as const;
      })(),
    ]);
    const [late, [older, newer]] = both;
    late();
    older.dispose();
    newer.dispose();
    expect([names(older.spans), names(newer.spans)]).toEqual([[], ['late']]);
  });

  test('nowhere after its recorder is disposed; run() then says so', async () => {
    const traces = recordTraces({ isolated: true });
    const late = traces.run(() => tick(2).then(() => start('late')));
    traces.dispose();
    await late;
    expect(traces.spans).toEqual([]);
    expect(() => traces.run(() => {})).toThrow(
      'This recorder is disposed: call recordTraces() for a new one.',
    );
  });
});

describe('recordTraces(work)', () => {
  test('returns what the work returns, also a failure, and disposes each time', async () => {
    const isTracing = (): boolean => trace.getTracer('x').startSpan('x').isRecording();
    const failure = new Error('no');
    expect(recordTraces(() => 7)).toBe(7);
    await expect(recordTraces(async () => 8)).resolves.toBe(8);
    expect(() =>
      recordTraces(() => {
        throw failure;
      }),
    ).toThrow(failure);
    await expect(recordTraces({ failOnOpenSpans: true }, () => Promise.reject(failure))).rejects.toBe(
      failure,
    );
    expect(isTracing()).toBe(false);
  });
});
