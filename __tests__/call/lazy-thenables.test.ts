import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Knex } from 'knex';
import knex from 'knex';
import { Traced, traced } from 'otel-traced';
import { useTracing } from '../support/tracing';

const tracing = useTracing();
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));
/** Does the work in a later turn. */
const later = async <T>(work: () => T): Promise<T> => {
  await new Promise((resolve) => setTimeout(resolve, 5));
  return work();
};
const spanId = () => trace.getActiveSpan()?.spanContext().spanId;

/** A query as builders make it: nothing runs until its `then` is called, and each call of that runs it. */
class Query<T> implements PromiseLike<T> {
  runs = 0;
  activeSpans: (string | undefined)[] = [];
  /** For each run, the spans that had ended when its work was done: one that covers the work is not among them. */
  endedBefore: string[][] = [];
  filters: string[] = [];

  constructor(private readonly outcome: () => T | PromiseLike<T>) {}

  where(filter: string): this {
    this.filters.push(filter);
    return this;
  }

  exec(): Promise<T> {
    this.runs++;
    this.activeSpans.push(spanId());
    return later(() => this.endedBefore.push(tracing.names())).then(this.outcome);
  }

  then<A = T, B = never>(
    onValue?: ((value: T) => A | PromiseLike<A>) | null,
    onError?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.exec().then(onValue, onError);
  }
}

class Repository {
  @Traced()
  find(query: PromiseLike<unknown> = new Query(() => ['row'])) {
    return query as Query<string[]>;
  }
}

describe('a lazy thenable', () => {
  it('C4: is returned as the identical object and never started', async () => {
    const query = new Query(() => ['row']);
    expect(new Repository().find(query)).toBe(query);
    await nextTurn();

    expect(query.runs).toBe(0);
    expect(Reflect.ownKeys(query)).toEqual(Reflect.ownKeys(new Query(() => 1)));
    expect(tracing.names()).toEqual(['Repository.find']);
  });

  it('C4: awaited in the same turn, runs once, in its span, which covers the work', async () => {
    const query = new Query(() => ['row']);
    await expect(new Repository().find(query)).resolves.toEqual(['row']);
    await nextTurn();

    expect(query.runs).toBe(1);
    expect(query.activeSpans).toEqual([tracing.find('Repository.find').spanContext().spanId]);
    expect(query.endedBefore).toEqual([[]]);
    expect(tracing.spans()).toHaveLength(1);
  });

  it('C4: what comes after the await runs in the context of the consumer', async () => {
    await trace.getTracer('test').startActiveSpan('consumer', async (consumer) => {
      await new Repository().find();
      expect(trace.getActiveSpan()).toBe(consumer);
      const active = await new Repository().find().then(() => trace.getActiveSpan());
      expect(active).toBe(consumer);
      consumer.end();
    });
    expect(tracing.find('consumer').parentSpanContext).toBeUndefined();
    expect(tracing.names()).toEqual(['Repository.find', 'Repository.find', 'consumer']);
  });

  it('C4: awaited after some microtasks of the same turn, is covered too', async () => {
    const query = new Repository().find();
    for (let count = 0; count < 20; count++) await null;
    await query;

    expect(query.endedBefore).toEqual([[]]);
    expect(tracing.spans()).toHaveLength(1);
  });

  it('C4: built on after it was returned, runs with what was added', async () => {
    const query = new Query(() => 'rows');
    await new Repository().find(query).where('a').where('b');

    expect(query.filters).toEqual(['a', 'b']);
    expect(query.runs).toBe(1);
    expect(query.endedBefore).toEqual([[]]);
    expect(tracing.spans()).toHaveLength(1);
  });

  it('C4: awaited in a later turn, runs as it would untraced; its span covers the call alone', async () => {
    const query = new Query(() => 'rows');
    new Repository().find(query);
    await later(() => expect(tracing.names()).toEqual(['Repository.find']));
    await expect(query).resolves.toBe('rows');

    expect(query.runs).toBe(1);
    expect(query.activeSpans).toEqual([undefined]);
    expect(query.endedBefore).toEqual([['Repository.find']]);
    expect(tracing.spans()).toHaveLength(1);
  });

  it('C4: awaited twice, runs twice as it would untraced, the second time outside the span', async () => {
    const query = new Query(() => 'rows');
    const returned = new Repository().find(query);

    await expect(Promise.all([returned, returned])).resolves.toEqual(['rows', 'rows']);
    await returned;

    const { spanId } = tracing.find('Repository.find').spanContext();
    expect(query.activeSpans).toEqual([spanId, undefined, undefined]);
    expect(tracing.spans()).toHaveLength(1);
  });

  it('C4: several at once by Promise.all run each in a span of their own', async () => {
    const repository = new Repository();
    const queries = [repository.find(), repository.find()];
    await expect(Promise.all(queries)).resolves.toEqual([['row'], ['row']]);
    expect(tracing.names()).toEqual(['Repository.find', 'Repository.find']);
    const [first, second] = tracing.spans().map((span) => span.spanContext().spanId);
    expect(queries.map(({ activeSpans }) => activeSpans)).toEqual([[first], [second]]);
    expect(queries[0]?.endedBefore).toEqual([[]]);
  });

  it('C4: run by exec(), runs once; the span covers the call', async () => {
    const query = new Query(() => 'rows');
    await expect(new Repository().find(query).exec()).resolves.toBe('rows');
    expect(query.runs).toBe(1);
    expect(tracing.names()).toEqual(['Repository.find']);
  });

  it('C4: a rejection is recorded and reaches the consumer as the identical error', async () => {
    const error = new Error('no such table');
    const query = new Query(() => {
      throw error;
    });
    await expect(new Repository().find(query)).rejects.toBe(error);

    expect(tracing.find('Repository.find').status).toEqual({
      code: SpanStatusCode.ERROR,
      message: 'no such table',
    });
    expect(tracing.spans()).toHaveLength(1);
  });

  it('C4: then() without handlers, and with one, answers as it does untraced', async () => {
    const error = new Error('failed');
    const repository = new Repository();
    const failing = () => {
      throw error;
    };

    await expect(repository.find(new Query(() => 1)).then()).resolves.toBe(1);
    await expect(repository.find(new Query(failing)).then(() => 'not called')).rejects.toBe(error);
    await expect(repository.find(new Query(failing)).then(null, () => 'rescued')).resolves.toBe('rescued');
    await expect(
      repository.find(new Query(() => 1)).then(() => {
        throw error;
      }),
    ).rejects.toBe(error);
    expect(tracing.spans().map(({ status }) => status.code)).toEqual([0, 2, 2, 0]);
  });

  it('C4: one that resolves with a promise is covered until that is settled', async () => {
    let endedBefore: string[] | undefined;
    const sloppy = {
      then(resolve: (value: unknown) => void) {
        resolve(
          later(() => {
            endedBefore = tracing.names();
            return 'rows';
          }),
        );
      },
    };
    expect(await new Repository().find(sloppy as PromiseLike<unknown>)).toBe('rows');
    expect(endedBefore).toEqual([]);
    expect(tracing.spans()).toHaveLength(1);
  });

  it('C4: whose then throws rejects the await with the identical error', async () => {
    const error = new Error('cannot be awaited');
    const throwing = {
      then() {
        throw error;
      },
    };
    await expect((async () => new Repository().find(throwing as never))()).rejects.toBe(error);
    expect(tracing.find('Repository.find')).toHaveFailedWith();
    expect(tracing.spans()).toHaveLength(1);
  });

  it('C4: the result of resultAttributes is what the query came to', async () => {
    const find = traced(
      'find',
      { resultAttributes: (rows) => ({ count: (rows as string[]).length }) },
      () => {
        return new Query(() => ['a', 'b']);
      },
    );
    await find();
    expect(tracing.find('find').attributes).toEqual({ count: 2 });
    expect(tracing.spans()).toHaveLength(1);
  });

  it('C4: frozen, sealed or not extensible, it passes, and the span ends at return', async () => {
    for (const close of [Object.freeze, Object.seal, Object.preventExtensions]) {
      const query = close({ then: (resolve: (value: string) => void) => resolve('rows') });
      const spansBefore = tracing.spans().length;
      const returned = new Repository().find(query as never);

      expect(returned).toBe(query);
      if (close === Object.freeze) expect(tracing.spans()).toHaveLength(spansBefore + 1);
      expect(await returned).toBe('rows');
      await nextTurn();
      expect(tracing.spans()).toHaveLength(spansBefore + 1);
    }
  });

  it('C4: with a then of its own is as it was afterwards', async () => {
    const make = () => ({ then: (resolve: (value: string) => void) => resolve('rows') });
    const [query, untouched] = [make(), make()];
    Object.defineProperty(query, 'then', { enumerable: true, writable: false });
    Object.defineProperty(untouched, 'then', { enumerable: true, writable: false });
    const { then } = query;

    expect(await new Repository().find(query as never)).toBe('rows');

    expect(query.then).toBe(then);
    expect(Object.getOwnPropertyDescriptor(query, 'then')).toEqual({
      ...Object.getOwnPropertyDescriptor(untouched, 'then'),
      value: then,
    });
    expect(tracing.names()).toEqual(['Repository.find']);
  });

  it('C4: with private fields works', async () => {
    class Private {
      #rows = ['row'];
      then(resolve: (rows: string[]) => void) {
        resolve(this.#rows);
      }
    }
    expect(await new Repository().find(new Private() as never)).toEqual(['row']);
    expect(tracing.names()).toEqual(['Repository.find']);
  });

  it('C4: passed on by several traced methods has a span for each, all covering the work', async () => {
    class Service {
      repository = new Repository();
      @Traced()
      list(query: Query<string[]>) {
        return this.repository.find(query);
      }
    }
    const query = new Query(() => ['row']);
    await new Service().list(query);

    const [inner, outer] = [tracing.find('Repository.find'), tracing.find('Service.list')];
    expect(inner).toBeChildOf(outer);
    expect(query.activeSpans).toEqual([inner.spanContext().spanId]);
    expect(query.endedBefore).toEqual([[]]);
    expect(Object.hasOwn(query, 'then')).toBe(false);
    expect(tracing.spans()).toHaveLength(2);
  });

  it('C4: one that is returned again and again leaves nothing on the object', async () => {
    const query = new Query(() => 'rows');
    const repository = new Repository();
    for (let turn = 0; turn < 20; turn++) {
      for (let call = 0; call < 3; call++) repository.find(query);
      await nextTurn();
      expect(Object.hasOwn(query, 'then')).toBe(false);
    }
    await expect(repository.find(query)).resolves.toBe('rows');
    expect(query.runs).toBe(1);
    expect(tracing.spans()).toHaveLength(61);
  });

  it('C4: a then that somebody puts on top later stays', async () => {
    const query = new Repository().find();
    const own = jest.fn((resolve: (value: string) => void) => resolve('replaced'));
    Object.defineProperty(query, 'then', { value: own, configurable: true });
    await nextTurn();

    expect(await query).toBe('replaced');
    expect(tracing.names()).toEqual(['Repository.find']);
  });

  it('C4: without a provider it is not touched', async () => {
    trace.disable();
    const query = new Query(() => 'rows');
    new Repository().find(query);
    expect(Object.hasOwn(query, 'then')).toBe(false);
    expect(tracing.spans()).toEqual([]);
  });

  it('C8: a context manager that fails while it is awaited does not reach the consumer', async () => {
    const thenable = { then: (resolve: (value: string) => void) => resolve('rows') };
    const query = new Repository().find(thenable as never);
    jest.spyOn(context, 'active').mockImplementationOnce(() => {
      throw new Error('no context');
    });
    try {
      expect(await query).toBe('rows');
    } finally {
      jest.restoreAllMocks();
    }
    expect(tracing.names()).toEqual(['Repository.find']);
  });
});

describe('a promise that starts when it is awaited (as p-lazy makes them)', () => {
  class LazyPromise<T> extends Promise<T> {
    private started: Promise<T> | undefined;
    constructor(private readonly work: () => Promise<T>) {
      super((resolve) => resolve(undefined as T));
    }
    static override get [Symbol.species]() {
      return Promise;
    }
    override then<A = T, B = never>(
      onValue?: ((value: T) => A | PromiseLike<A>) | null,
      onError?: ((error: unknown) => B | PromiseLike<B>) | null,
    ): Promise<A | B> {
      this.started ??= this.work();
      return this.started.then(onValue, onError);
    }
  }

  it('C4: is not started by tracing, runs once and is covered', async () => {
    let endedBefore: string[] | undefined;
    const work = jest.fn(async () => {
      endedBefore = await later(() => tracing.names());
      return spanId();
    });
    const lazy = new LazyPromise(work);
    const load = traced('load', () => lazy);
    expect(load()).toBe(lazy);
    await null;
    expect(work).not.toHaveBeenCalled();

    const { spanId: own } = await lazy.then((id) => ({ spanId: id }));
    expect(own).toBe(tracing.find('load').spanContext().spanId);
    expect(endedBefore).toEqual([]);
    expect(work).toHaveBeenCalledTimes(1);
    expect(tracing.spans()).toHaveLength(1);
  });

  it('C4: never awaited it never starts', async () => {
    const work = jest.fn(async () => 1);
    traced('load', () => new LazyPromise(work))();
    await nextTurn();
    expect(work).not.toHaveBeenCalled();
    expect(tracing.names()).toEqual(['load']);
  });
});

describe('a value that only looks like a thenable', () => {
  it('C4: whose then getter throws passes through, awaited or not', async () => {
    const error = new Error('no then');
    const value = Object.defineProperty({ id: 5 }, 'then', {
      get() {
        throw error;
      },
    });
    const get = traced('get', { resultAttributes: ({ id }) => ({ id }) }, () => value);

    expect(get()).toBe(value);
    await expect((async () => get())()).rejects.toBe(error);
    expect(tracing.spans().map(({ attributes }) => attributes)).toEqual([{ id: 5 }, { id: 5 }]);
  });

  it('C4: whose then is a getter is a value: tracing does not run the getter', async () => {
    const getter = jest.fn(() => (resolve: (value: string) => void) => resolve('rows'));
    const value = Object.defineProperty({}, 'then', { get: getter, configurable: true });
    const returned = traced('get', () => value)();

    expect(returned).toBe(value);
    expect(getter).not.toHaveBeenCalled();
    expect(tracing.names()).toEqual(['get']);
    expect(await returned).toBe('rows');
    expect(getter).toHaveBeenCalledTimes(1);
  });

  it('C4: a proxy that answers with a then of its own is left as it is', async () => {
    // As WebdriverIO chains its elements: a promise behind a proxy that does not hand out the promise's own methods.
    const promise = Promise.resolve('element');
    const proxy = new Proxy(promise, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    expect(traced('element', () => proxy)()).toBe(proxy);
    expect(Object.hasOwn(promise, 'then')).toBe(false);
    expect(await proxy).toBe('element');
    expect(tracing.names()).toEqual(['element']);
  });

  it('C4: whose then is no function is a value', () => {
    for (const then of [undefined, null, 1, 'then', {}]) {
      const value = { then };
      expect(traced('get', () => value)()).toBe(value);
      expect(Object.getOwnPropertyDescriptor(value, 'then')?.value).toBe(then);
    }
    expect(tracing.spans()).toHaveLength(5);
  });

  it('C4: a function with a then is a thenable too', async () => {
    const query = Object.assign(() => 'called', {
      then: (resolve: (value: string) => void) => resolve('rows'),
    });
    const returned = traced('get', () => query)();
    expect(returned()).toBe('called');
    expect(await (returned as unknown)).toBe('rows');
    expect(tracing.names()).toEqual(['get']);
  });

  it('C4: an auto-mock proxy passes through untouched, whatever it answers', () => {
    const calls: string[] = [];
    const mock: object = new Proxy(() => {}, {
      get: (_, key) => {
        calls.push(`get ${String(key)}`);
        return () => mock;
      },
      has: () => true,
      set: () => calls.push('set') > 0,
      defineProperty: () => calls.push('define') > 0,
      apply: () => calls.push('apply'),
    });
    expect(traced('mock', () => mock)()).toBe(mock);
    expect(traced('mock', { each: {} }, () => mock)()).toBe(mock);
    expect(calls.filter((call) => !/^get Symbol/.test(call))).toEqual([]);
    expect(tracing.names()).toEqual(['mock', 'mock']);
  });

  it('C4: a revoked proxy passes through untouched', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(Object.is(traced('revoked', () => proxy)(), proxy)).toBe(true);
    expect(Object.is(traced('revoked', { each: {} }, () => proxy)(), proxy)).toBe(true);
    expect(tracing.names()).toEqual(['revoked', 'revoked']);
  });
});

describe('Knex on PostgreSQL', () => {
  let db: Knex;
  let connected = false;

  beforeAll(async () => {
    db = knex({
      client: 'pg',
      connection: process.env.TEST_POSTGRES_URL ?? 'postgres://postgres@127.0.0.1:5432/test',
      acquireConnectionTimeout: 2_000,
    });
    connected = await db.raw('select 1').then(
      () => true,
      () => false,
    );
  });
  afterAll(() => db.destroy());

  class Orders {
    @Traced()
    find(limit: number) {
      return db.select('n').from(db.raw('generate_series(1, 100) as n')).limit(limit);
    }

    @Traced()
    slow() {
      return db.raw('select pg_sleep(0.03)');
    }

    @Traced()
    wrong() {
      return db.select('*').from('no_such_table_at_all');
    }
  }

  // Without a server the builders can still be shown to be left alone.
  const withServer = (name: string, body: () => Promise<void>) =>
    it(name, async () => {
      if (!connected) return console.warn(`Skipped, no PostgreSQL: ${name}`);
      await body();
    });

  it('C4: a builder is not changed: it says the same SQL, can be cloned and used as a subquery', async () => {
    const builder = new Orders().find(3);
    const sql = 'select "n" from generate_series(1, 100) as n limit 3';

    expect(builder.toString()).toBe(sql);
    expect(builder.clone().toString()).toBe(sql);
    expect(db.from(builder.as('sub')).toString()).toBe(`select * from (${sql}) as "sub"`);
    await nextTurn();
    expect(Object.hasOwn(builder, 'then')).toBe(false);
    expect(tracing.names()).toEqual(['Orders.find']);
  });

  withServer('C4: awaited, it runs once and gives the rows; chained too', async () => {
    const queries: string[] = [];
    db.on('query', ({ sql }) => queries.push(sql));
    await expect(new Orders().find(2)).resolves.toEqual([{ n: 1 }, { n: 2 }]);
    await expect(new Orders().find(50).limit(1).orderBy('n', 'desc')).resolves.toEqual([{ n: 100 }]);
    expect(queries).toHaveLength(2);
    db.removeAllListeners('query');

    expect(tracing.names()).toEqual(['Orders.find', 'Orders.find']);
  });

  withServer('C4: the span covers the query', async () => {
    let endedBefore: string[] | undefined;
    db.once('query-response', () => {
      endedBefore = tracing.names();
    });
    await new Orders().slow();
    expect(endedBefore).toEqual([]);
    expect(tracing.spans()).toHaveLength(1);
  });

  withServer('C4: an SQL error is recorded and thrown', async () => {
    await expect(new Orders().wrong()).rejects.toThrow('no_such_table_at_all');
    expect(tracing.find('Orders.wrong')).toHaveFailedWith();
    expect(tracing.spans()).toHaveLength(1);
  });

  withServer('C4: as a stream, it runs once; the span covers the call', async () => {
    const rows: unknown[] = [];
    const stream = new Orders().find(2);
    await stream.then((found) => rows.push(...found));
    expect(rows).toEqual([{ n: 1 }, { n: 2 }]);
    expect(tracing.spans()).toHaveLength(1);
  });

  withServer('C4: in a transaction, whose promise it is awaited by', async () => {
    const rows = await db.transaction((transaction) => new Orders().find(1).transacting(transaction));
    expect(rows).toEqual([{ n: 1 }]);
    expect(tracing.names()).toEqual(['Orders.find']);
  });
});
