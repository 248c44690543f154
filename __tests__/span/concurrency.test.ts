import { trace } from '@opentelemetry/api';
import { Traced, TracedClass, traced, Untraced, withSpan } from 'otel-traced';
import type { RecordedSpan } from 'otel-traced/testing';
import { SLOW_TEST } from '../support/slow-machines';
import { useTracing } from '../support/tracing';

jest.setTimeout(SLOW_TEST);

const { spans } = useTracing();

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const wait = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
const activeId = () => trace.getActiveSpan()?.spanContext().spanId;

/** A call notes the path by which it was made; its span must stand below the span of the path before. */
const path = (way: string) => ({ path: way });

@TracedClass({ methods: { leaf: { args: ['path'] } } })
class Worker {
  leaf(_path: string): string | undefined {
    return activeId();
  }

  @Traced({ attributes: path })
  async asynchronous(way: string, depth: number): Promise<void> {
    const own = activeId();
    if (depth % 2 === 0) await null;
    await this.branch(way, depth);
    expect(activeId()).toBe(own);
  }

  @Traced({ attributes: path })
  synchronous(way: string, depth: number): Promise<void> {
    const own = activeId();
    const done = this.branch(way, depth);
    this.leaf(`${way}/leaf`);
    expect(activeId()).toBe(own);
    return done;
  }

  @Traced({ attributes: path })
  async *generating(way: string, depth: number): AsyncGenerator<number> {
    await this.asynchronous(`${way}/a`, depth - 1);
    yield 1;
    await turn();
    this.leaf(`${way}/leaf`);
    yield 2;
  }

  @Traced({ attributes: path })
  *counting(way: string): Generator<number> {
    this.leaf(`${way}/leaf`);
    yield 1;
  }

  @Untraced()
  private async branch(way: string, depth: number): Promise<void> {
    if (depth <= 0) return;
    await Promise.all([
      this.asynchronous(`${way}/a`, depth - 1),
      this.synchronous(`${way}/s`, depth - 1),
      withSpan('withSpan', { attributes: path(`${way}/w`) }, async (span) => {
        await turn();
        expect(activeId()).toBe(span.spanContext().spanId);
        this.leaf(`${way}/w/leaf`);
        await failing(`${way}/w/f`).catch(() => undefined);
        this.leaf(`${way}/w/leaf`);
      }),
      this.consume(way, depth),
    ]);
  }

  @Untraced()
  private async consume(way: string, depth: number): Promise<void> {
    const own = activeId();
    for await (const _ of this.generating(`${way}/g`, depth)) {
      expect(activeId()).toBe(own);
      await turn();
      for (const __ of this.counting(`${way}/c`)) expect(activeId()).toBe(own);
    }
  }
}

const failing = traced(
  'failing',
  { attributes: path, exceptions: 'off' },
  async (_way: string): Promise<void> => {
    await wait(1);
    throw new Error('expected');
  },
);

function parentsOf(all: readonly RecordedSpan[]): Map<string, RecordedSpan> {
  return new Map(all.map((span) => [span.spanContext().spanId, span]));
}

const pathOf = (span: RecordedSpan | undefined) => String(span?.attributes.path);

describe('thousands of concurrent, nested, mixed calls', () => {
  it('X1: each have their own parent and their own trace', async () => {
    const requests = 120;
    await Promise.all(
      Array.from({ length: requests }, async (_, request) => {
        if (request % 3 === 0) await wait(request % 5);
        await withSpan('request', { attributes: path(`r${request}`) }, () =>
          new Worker().asynchronous(`r${request}/a`, 2),
        );
      }),
    );

    const all = spans();
    const byId = parentsOf(all);
    expect(all.length).toBeGreaterThan(5_000);
    expect(byId.size).toBe(all.length);
    for (const span of all) {
      const way = pathOf(span);
      const expected = way.split('/').slice(0, -1).join('/');
      const parent = byId.get(span.parentSpanContext?.spanId ?? '');
      expect([way, parent === undefined ? '' : pathOf(parent)]).toEqual([way, expected]);
      if (parent !== undefined) expect(span.spanContext().traceId).toBe(parent.spanContext().traceId);
    }
    expect(new Set(all.map((span) => span.spanContext().traceId)).size).toBe(requests);
    expect(all.filter((span) => span.parentSpanContext === undefined)).toHaveLength(requests);
  });

  it('X1: leave nothing active behind them', async () => {
    await Promise.all(
      Array.from({ length: 1_000 }, async (_, index) => {
        await withSpan('outer', async () => {
          if (index % 2) await turn();
          await withSpan('inner', () => wait(index % 3));
        });
        expect(activeId()).toBeUndefined();
      }),
    );
    expect(activeId()).toBeUndefined();
    expect(spans()).toHaveLength(2_000);
  });

  it('X1: find their parent in timers, ticks, microtasks and event emitters', async () => {
    const work = traced('work', () => undefined);
    await withSpan('outer', async () => {
      await new Promise<void>((resolve) => setTimeout(() => resolve(work()), 1));
      await new Promise<void>((resolve) => process.nextTick(() => resolve(work())));
      await new Promise<void>((resolve) => queueMicrotask(() => resolve(work())));
      await new Promise<void>((resolve) => setImmediate(() => resolve(work())));
      await Promise.resolve().then(work);
    });
    expect(spans()).toHaveSpanTree({ name: 'outer', children: Array(5).fill('work') }, { exact: true });
  });
});
