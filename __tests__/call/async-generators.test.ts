import { SpanStatusCode, trace } from '@opentelemetry/api';
import { Traced, traced } from 'otel-traced';
import { inChildProcess } from '../support/child-process';
import { useTracing } from '../support/tracing';

const tracing = useTracing();
const activeName = () => (trace.getActiveSpan() as { name?: string } | undefined)?.name;
const pause = (milliseconds = 1) => new Promise((resolve) => setTimeout(resolve, milliseconds));

class Feed {
  names: (string | undefined)[] = [];
  seen: unknown[] = [];
  cleaned = 0;

  @Traced()
  async *read(to: number): AsyncGenerator<number, string, unknown> {
    try {
      for (let n = 1; n <= to; n++) {
        this.names.push(activeName());
        await pause();
        this.names.push(activeName());
        this.seen.push(yield n);
      }
      return 'done';
    } finally {
      await null;
      this.names.push(activeName());
      this.cleaned++;
    }
  }

  @Traced()
  async *fail(error: unknown): AsyncGenerator<number> {
    yield 1;
    await null;
    throw error;
  }

  @Traced()
  async *outer(): AsyncGenerator<number, string, unknown> {
    return `outer ${yield* this.read(2)}`;
  }
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('an async generator method', () => {
  it('C5: gives the same values in for await, in a real async generator', async () => {
    const generator = new Feed().read(2);
    expect(Object.prototype.toString.call(generator)).toBe('[object AsyncGenerator]');
    expect(generator).toBeInstanceOf(Feed.prototype.read);
    expect(generator.next()).toBeInstanceOf(Promise);
    expect(await generator.next()).toEqual({ value: 2, done: false });
    expect(await generator.next()).toEqual({ value: 'done', done: true });
    expect(tracing.names()).toEqual(['Feed.read']);
  });

  it('C5: is active in its whole body, after awaits and in finally, and never in the consumer', async () => {
    const feed = new Feed();
    const consumers: (string | undefined)[] = [];
    await trace.getTracer('test').startActiveSpan('consumer', async (span) => {
      for await (const _ of feed.read(2)) {
        consumers.push(activeName());
        await pause();
        consumers.push(activeName());
      }
      span.end();
    });
    expect(new Set(feed.names)).toEqual(new Set(['Feed.read']));
    expect(new Set(consumers)).toEqual(new Set(['consumer']));
    expect(tracing.names()).toEqual(['Feed.read', 'consumer']);
  });

  it('C5: has the parent of its call, though the consumer stands nowhere', async () => {
    const generator = trace.getTracer('test').startActiveSpan('caller', (span) => {
      const made = new Feed().read(1);
      span.end();
      return made;
    });
    await collect(generator);
    expect(tracing.find('Feed.read')).toBeChildOf('caller');
    expect(tracing.spans()).toHaveLength(2);
  });

  it('C5: ends at an early break, its finally done', async () => {
    const feed = new Feed();
    for await (const n of feed.read(10)) if (n === 2) break;
    expect(feed.cleaned).toBe(1);
    expect(tracing.find('Feed.read').status.code).toBe(SpanStatusCode.UNSET);
    expect(tracing.spans()).toHaveLength(1);
  });

  it('C5: return() and throw() before the first next() leave no span', async () => {
    const feed = new Feed();
    const error = new Error('stop');
    expect(await feed.read(1).return('early')).toEqual({ value: 'early', done: true });
    await expect(feed.read(1).throw(error)).rejects.toBe(error);
    expect(tracing.spans()).toEqual([]);
  });

  it.each([undefined, 'text', Symbol('s'), new Error('failed')])(
    'C5: rejects with the identical %p',
    async (thrown) => {
      const outcome = await collect(new Feed().fail(thrown)).then(
        () => 'resolved',
        (error: unknown) => ({ error }),
      );
      expect(outcome).toEqual({ error: thrown });
      expect((outcome as { error: unknown }).error).toBe(thrown);
      expect(tracing.find('Feed.fail')).toHaveFailedWith();
      expect(tracing.spans()).toHaveLength(1);
    },
  );

  it('C5: throw(e) goes into it', async () => {
    const feed = new Feed();
    const error = new Error('from outside');
    const generator = feed.read(3);
    await generator.next();
    await expect(generator.throw(error)).rejects.toBe(error);
    expect(feed.cleaned).toBe(1);
    expect(tracing.find('Feed.read').status.message).toBe('from outside');
  });

  it('C5: several next() at once are queued as they are untraced', async () => {
    const feed = new Feed();
    const generator = feed.read(2);
    const steps = await Promise.all([
      generator.next('a'),
      generator.next('b'),
      generator.next('c'),
      generator.next(),
    ]);
    expect(steps).toEqual([
      { value: 1, done: false },
      { value: 2, done: false },
      { value: 'done', done: true },
      { value: undefined, done: true },
    ]);
    expect(feed.seen).toEqual(['b', 'c']);
    expect(new Set(feed.names)).toEqual(new Set(['Feed.read']));
    expect(tracing.names()).toEqual(['Feed.read']);
  });

  it('C5: return() while next() is under way ends it once', async () => {
    const generator = new Feed().read(5);
    const [step, end] = await Promise.all([generator.next(), generator.return('enough')]);
    expect([step, end]).toEqual([
      { value: 1, done: false },
      { value: 'enough', done: true },
    ]);
    expect(tracing.names()).toEqual(['Feed.read']);
  });

  it('C5: yield* nests', async () => {
    expect(await collect(new Feed().outer())).toEqual([1, 2]);
    expect(tracing.find('Feed.read')).toBeChildOf('Feed.outer');
    expect(tracing.spans()).toHaveLength(2);
  });

  it('C5: one microtask more at most for a step', async () => {
    async function* items() {
      yield 1;
    }
    const microtasks = async (make: () => AsyncGenerator<number>) => {
      const generator = make();
      let settled = false;
      generator.next().then(() => {
        settled = true;
      });
      let count = 0;
      for (; !settled && count < 50; count++) await null;
      await generator.return(undefined);
      return count;
    };
    expect((await microtasks(traced('items', items))) - (await microtasks(items))).toBeLessThanOrEqual(1);
    expect(tracing.names()).toEqual(['items']);
  });

  it('C5: a step that fails and that nobody handles raises unhandledRejection once', async () => {
    const { unhandled, spans } = await inChildProcess(`
      seen.unhandled = [];
      process.on('unhandledRejection', (error) => seen.unhandled.push(error.message));
      register();
      tracing.traced('feed', async function* () { throw new Error('lost'); })().next();
    `);
    expect(unhandled).toEqual(['lost']);
    expect(spans).toEqual([{ name: 'feed', status: SpanStatusCode.ERROR }]);
  });

  it('C5: an async method that resolves with an async generator ends at the promise', async () => {
    const open = traced('open', async () => new Feed().read(1));
    const generator = await open();
    expect(tracing.names()).toEqual(['open']);
    expect(await collect(generator)).toEqual([1]);
    expect(tracing.names()).toEqual(['open', 'Feed.read']);
  });

  it('O2: iterated after the provider is gone, it works untraced', async () => {
    const generator = new Feed().read(2);
    trace.disable();
    expect(await collect(generator)).toEqual([1, 2]);
    expect(tracing.spans()).toEqual([]);
  });
});
