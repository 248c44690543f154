import { Readable } from 'node:stream';
import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { configureTracing, Traced, traced } from 'otel-traced';
import { SLOW_TEST } from '../support/slow-machines';
import { useTracing } from '../support/tracing';

jest.setTimeout(SLOW_TEST);

const tracing = useTracing();
const activeName = () => (trace.getActiveSpan() as { name?: string } | undefined)?.name;
const parentOf = (index: number) => tracing.spans()[index]?.parentSpanContext?.spanId;

class Feed {
  @Traced({ each: { attributes: (item: number) => ({ item }) } })
  *read(to: number): Generator<number> {
    for (let n = 1; n <= to; n++) yield n;
  }

  @Traced({ each: {} })
  async *stream(to: number): AsyncGenerator<number> {
    for (let n = 1; n <= to; n++) yield n;
  }
}

describe('each, on a generator', () => {
  it('C5: gives one more span for each item, below the iteration, open until the next is asked for', () => {
    const open: string[][] = [];
    for (const _ of new Feed().read(2)) open.push(tracing.names());

    expect(open).toEqual([[], ['Feed.read item']]);
    expect(tracing.names()).toEqual(['Feed.read item', 'Feed.read item', 'Feed.read']);
    const iteration = tracing.find('Feed.read').spanContext();
    expect([parentOf(0), parentOf(1)]).toEqual([iteration.spanId, iteration.spanId]);
    expect(tracing.spans().map(({ attributes }) => attributes)).toEqual([{ item: 1 }, { item: 2 }, {}]);
  });

  it('C5: leaves the items, the active span and the generator as they are', () => {
    const seen: unknown[] = [];
    for (const item of new Feed().read(2)) seen.push(item, activeName());
    expect(seen).toEqual([1, undefined, 2, undefined]);
    expect(tracing.spans()).toHaveLength(3);
  });

  it('C5: ends the item at an early break and where the consumer throws', () => {
    for (const _ of new Feed().read(5)) break;
    expect(tracing.names()).toEqual(['Feed.read item', 'Feed.read']);
    expect(() => {
      for (const _ of new Feed().read(5)) throw new Error('consumer');
    }).toThrow('consumer');
    expect(tracing.names().slice(2)).toEqual(['Feed.read item', 'Feed.read']);
  });

  it('C5: what is thrown into the generator is the failure of its item', () => {
    const feed = traced('feed', { each: {} }, function* () {
      try {
        yield 1;
      } catch {
        yield 2;
      }
    });
    const generator = feed();
    generator.next();
    generator.throw(new Error('cannot cope'));
    generator.next();
    expect(tracing.spans().map(({ name, status }) => [name, status.code])).toEqual([
      ['feed item', SpanStatusCode.ERROR],
      ['feed item', SpanStatusCode.UNSET],
      ['feed', SpanStatusCode.UNSET],
    ]);
  });

  it('C5: an async generator has its items too, its body still inside the iteration', async () => {
    const seen: number[] = [];
    for await (const item of new Feed().stream(2)) seen.push(item);
    expect(seen).toEqual([1, 2]);
    expect(tracing.names()).toEqual(['Feed.stream item', 'Feed.stream item', 'Feed.stream']);
  });

  it('C5: an item may name its own parent, kind and name', () => {
    const remote = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };
    const consume = traced(
      'consume',
      { each: (id: string) => ({ name: `handle ${id}`, kind: 4, parent: () => remote }) },
      function* () {
        yield 'a';
        yield 'b';
      },
    );
    expect([...consume()]).toEqual(['a', 'b']);
    for (const name of ['handle a', 'handle b']) {
      expect(tracing.find(name, { kind: 4 })).toBeChildOf(remote);
      expect(tracing.find(name).spanContext().traceId).toBe(remote.traceId);
    }
    expect(tracing.spans()).toHaveLength(3);
  });

  it('C5: with enabled: false an item has no span', () => {
    const feed = traced('feed', { each: { enabled: (n: number) => n > 1 } }, function* () {
      yield 1;
      yield 2;
    });
    expect([...feed()]).toEqual([1, 2]);
    expect(tracing.names()).toEqual(['feed item', 'feed']);
  });
});

describe('each, on what can be iterated', () => {
  it('C1: an array stays the array that it is, its items have spans when it is iterated', () => {
    const rows = [{ id: 1 }, { id: 2 }];
    const list = traced('list', { each: { attributes: ({ id }: { id: number }) => ({ id }) } }, () => rows);
    const returned = list();

    expect(returned).toBe(rows);
    expect(Array.isArray(returned)).toBe(true);
    expect(JSON.stringify(returned)).toBe('[{"id":1},{"id":2}]');
    expect(Object.keys(returned)).toEqual(['0', '1']);
    expect(tracing.names()).toEqual(['list']);
    for (const row of returned) expect(row).toBeDefined();
    expect(tracing.spans().map(({ attributes }) => attributes)).toEqual([{}, { id: 1 }, { id: 2 }]);
    expect(parentOf(1)).toBe(tracing.find('list').spanContext().spanId);
  });

  it('C3: a promise of an array too', async () => {
    const list = traced('list', { each: {} }, async () => ['a', 'b']);
    for (const item of await list()) expect(item).toBeDefined();
    expect(tracing.names()).toEqual(['list', 'list item', 'list item']);
  });

  it('C1: an array that the method returns again and again has one span for an item', () => {
    const rows = ['a'];
    const list = traced('list', { each: {} }, () => rows);
    for (let n = 0; n < 5; n++) list();
    expect([...list()]).toEqual(['a']);
    expect(tracing.names().filter((name) => name === 'list item')).toHaveLength(1);
    const last = tracing
      .spans()
      .filter(({ name }) => name === 'list')
      .at(-1);
    expect(tracing.find('list item')).toBeChildOf(last!);
  });

  it('C1: a frozen array, a Set, a Map and a typed array pass and can be iterated', () => {
    const values = [Object.freeze([1]), new Set([1]), new Map([[1, 2]]), new Uint8Array([1])];
    for (const value of values) {
      const returned = traced('value', { each: {} }, () => value as Iterable<unknown>)();
      expect(returned).toBe(value);
      expect([...returned]).toHaveLength(1);
    }
    expect(tracing.names().filter((name) => name === 'value')).toHaveLength(4);
    expect(tracing.names().filter((name) => name === 'value item')).toHaveLength(3);
  });

  it('C1: text is a value', () => {
    expect([...traced('text', { each: {} }, () => 'ab')()]).toEqual(['a', 'b']);
    expect(tracing.names()).toEqual(['text']);
  });

  it('C5: a Node Readable: the span covers the reading, an early break destroys it', async () => {
    const open = traced('open', { each: {} }, () => Readable.from(['a', 'b', 'c']));
    const all: string[] = [];
    for await (const chunk of open()) all.push(chunk);
    expect(all).toEqual(['a', 'b', 'c']);
    expect(tracing.names()).toEqual(['open item', 'open item', 'open item', 'open']);

    const stream = open();
    expect(stream).toBeInstanceOf(Readable);
    for await (const _ of stream) break;
    expect(stream.destroyed).toBe(true);
    expect(tracing.names().slice(4)).toEqual(['open item', 'open']);
  });

  it('C5: a Readable that fails fails the iteration with the identical error', async () => {
    const error = new Error('disk');
    const open = traced('open', { each: {} }, () => new Readable({ read: (_) => undefined }).destroy(error));
    await expect(
      (async () => {
        for await (const _ of open()) expect(_).toBeUndefined();
      })(),
    ).rejects.toBe(error);
    expect(tracing.find('open')).toHaveFailedWith();
    expect(tracing.spans()).toHaveLength(1);
  });

  it('C5: an iterable that is iterated twice has a span for each iteration', () => {
    const pages = { [Symbol.iterator]: () => [1, 2][Symbol.iterator]() };
    const list = traced('list', { each: {} }, () => pages)();
    expect(list).toBe(pages);
    expect([[...list], [...list]]).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect(tracing.names()).toEqual(['list item', 'list item', 'list', 'list item', 'list item', 'list']);
  });

  it('C5: a cursor that is its own iterator can be iterated on and on', () => {
    let next = 0;
    const cursor = {
      next: () => ({ done: false as const, value: next++ }),
      [Symbol.iterator]() {
        return this;
      },
    };
    const open = traced('open', { each: {} }, () => cursor)();
    for (let turn = 0; turn < 3_000; turn++) {
      for (const value of open) {
        expect(value).toBe(turn);
        break;
      }
    }
    expect(tracing.names().filter((name) => name === 'open')).toHaveLength(3_000);
    expect(tracing.names().filter((name) => name === 'open item')).toHaveLength(3_000);
  });

  it('C5: a step that is no iterator result fails as it does untraced, and ends the span', () => {
    const broken = { [Symbol.iterator]: () => ({ next: () => 5 as unknown as IteratorResult<number> }) };
    const open = traced('open', { each: {} }, () => broken);
    expect(() => [...open()]).toThrow(TypeError);
    expect(tracing.names()).toEqual(['open']);
  });

  it('C8: an object that cannot be looked at passes through a promise all the same', async () => {
    const odd = Object.defineProperty({}, Symbol.iterator, {
      get() {
        throw new Error('no iteration');
      },
    });
    await expect(traced('odd', { each: {} }, async () => odd)()).resolves.toBe(odd);
    expect(tracing.names()).toEqual(['odd']);
  });

  it('C8: each that throws, and item options that throw, are reported once and change nothing', () => {
    const onInternalError = jest.fn();
    configureTracing({ onInternalError });
    const failing = () => {
      throw new Error('option');
    };
    function* two() {
      yield 1;
      yield 2;
    }
    const byFunction = traced('byFunction', { each: failing }, two);
    const byOption = traced('byOption', { each: { attributes: failing } }, two);
    const byBoth = traced('byBoth', { each: () => ({ attributes: failing, name: failing }) }, two);
    for (const iterate of [byFunction, byOption, byBoth]) {
      for (let n = 0; n < 3; n++) expect([...iterate()]).toEqual([1, 2]);
    }
    expect(onInternalError.mock.calls.map(([, { method }]) => method)).toEqual([
      'byFunction',
      'byOption',
      'byBoth',
    ]);
    expect(tracing.spans()).toHaveLength(27);
  });

  it('C8: the context is the consumer’s again after each step', () => {
    const before = context.active();
    for (const _ of new Feed().read(2)) expect(context.active()).toBe(before);
    expect(context.active()).toBe(before);
  });
});
