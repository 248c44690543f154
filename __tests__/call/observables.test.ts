import { SpanStatusCode, trace } from '@opentelemetry/api';
import { configureTracing, Traced, traced, withSpan } from 'otel-traced';
import {
  BehaviorSubject,
  concat,
  defer,
  firstValueFrom,
  from,
  isObservable,
  lastValueFrom,
  map,
  merge,
  Observable,
  of,
  retry,
  Subject,
  share,
  switchMap,
  take,
  throwError,
  timer,
  toArray,
} from 'rxjs';
import { inChildProcess } from '../support/child-process';
import { useTracing } from '../support/tracing';

const tracing = useTracing();
const activeName = () => (trace.getActiveSpan() as { name?: string } | undefined)?.name;
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const stream = <T>(source: Observable<T>) => traced('stream', () => source)();

describe('a method that returns an Observable', () => {
  it('C6: returns an Observable of its class, the same one for the same source', () => {
    const source = of(1);
    const result = stream(source);
    expect(result).toBeInstanceOf(Observable);
    expect(isObservable(result)).toBe(true);
    expect(Object.keys(result)).toEqual([]);
    const watch = traced('watch', () => source);
    expect(watch()).toBe(watch());
    expect(tracing.leaveOpen()).toBe(3);
  });

  it('C6: others who hold the source see no change and make no spans', () => {
    class Session {
      readonly user$ = of('ada');
      @Traced()
      current(_reason: string) {
        return this.user$;
      }
    }
    const session = new Session();
    const before = Reflect.ownKeys(session.user$);
    withSpan('A', () => session.current('first').subscribe());
    withSpan('B', () => session.user$.subscribe());
    expect(Reflect.ownKeys(session.user$)).toEqual(before);
    expect(tracing.names().sort()).toEqual(['A', 'B', 'Session.current']);
    expect(tracing.find('Session.current')).toBeChildOf('A');
  });

  it('C6: a Subject passes through: the span ends at return, and its subscribers run where it is fed', () => {
    const events = new Subject<number>();
    const result = traced('watch', () => events)();
    expect(result).toBe(events);
    result.subscribe(() => withSpan('on event', () => {}));
    withSpan('request', () => events.next(1));
    expect(tracing.find('on event')).toBeChildOf('request');
    expect(tracing.names()).toEqual(['watch', 'on event', 'request']);
  });

  it('C6: what a Subject behind operators emits stays in the context of its emitter', () => {
    const events = new Subject<number>();
    const subscription = traced('watch', () => events.pipe(map((n) => n + 1)))().subscribe(() =>
      withSpan('on event', () => {}),
    );
    withSpan('request', () => events.next(1));
    subscription.unsubscribe();
    expect(tracing.find('on event')).toBeChildOf('request');
  });

  it.each(['getState', 'getSnapshot', 'dispatch', 'send'])(
    'C6: a store or an actor with %s passes through',
    (name) => {
      const listeners: unknown[] = [];
      const store: Record<string, (listener?: unknown) => unknown> = {
        subscribe: (listener) => {
          if (typeof listener !== 'function') throw new Error('Expected the listener to be a function.');
          return listeners.push(listener);
        },
        [name]: () => 1,
        '@@observable': () => store,
      };
      expect(traced('setup', () => store)()).toBe(store);
      const listener = () => {};
      store.subscribe?.(listener);
      expect(listeners).toEqual([listener]);
      expect(tracing.names()).toEqual(['setup']);
    },
  );

  it('C6: never subscribed, exports nothing', async () => {
    stream(of(1));
    await pause(1);
    expect(tracing.spans()).toEqual([]);
    expect(tracing.leaveOpen()).toBe(1);
  });

  it('C6: the call is the span of the first subscription, from the call to complete', async () => {
    class Service {
      @Traced()
      ticks() {
        return timer(0, 2).pipe(take(3));
      }
    }
    const values: number[] = [];
    const done = new Promise<void>((complete) => {
      new Service().ticks().subscribe({ next: (value) => values.push(value), complete });
    });
    expect(tracing.spans()).toEqual([]);
    await done;
    expect(values).toEqual([0, 1, 2]);
    expect(tracing.names()).toEqual(['Service.ticks']);
  });

  it('C6: each further subscription has a span of its own, under the parent of the call', async () => {
    const source = trace.getTracer('test').startActiveSpan('caller', (span) => {
      const made = stream(of('a'));
      span.end();
      return made;
    });
    await lastValueFrom(source);
    await lastValueFrom(source);
    expect(tracing.tree()).toBe('caller\n├─ stream\n└─ stream');
    expect(tracing.names()).toEqual(['caller', 'stream', 'stream']);
  });

  it('C6: an error ends it as failed and reaches the subscriber as the identical value', () => {
    for (const thrown of [new Error('lost'), undefined, 'text', Symbol('s')]) {
      const error = jest.fn();
      stream(throwError(() => thrown)).subscribe({ error });
      expect(error).toHaveBeenCalledTimes(1);
      expect(Object.is(error.mock.calls[0][0], thrown)).toBe(true);
    }
    expect(tracing.spans().map(({ status }) => status.code)).toEqual(Array(4).fill(SpanStatusCode.ERROR));
  });

  it('C6: unsubscribing ends it without an outcome', async () => {
    const teardown = jest.fn();
    const subscription = stream(new Observable(() => teardown)).subscribe();
    expect(tracing.spans()).toEqual([]);
    subscription.unsubscribe();
    subscription.unsubscribe();
    expect(teardown).toHaveBeenCalledTimes(1);
    expect(tracing.find('stream').status.code).toBe(SpanStatusCode.UNSET);
    expect(tracing.spans()).toHaveLength(1);
  });

  it('C6: the source runs in the span, the subscriber where it stood', async () => {
    const inside: (string | undefined)[] = [];
    const outside: (string | undefined)[] = [];
    const source = new Observable<number>((subscriber) => {
      inside.push(activeName());
      setTimeout(() => {
        inside.push(activeName());
        subscriber.next(1);
        subscriber.complete();
      }, 1);
    });
    await trace.getTracer('test').startActiveSpan('subscriber', async (span) => {
      await new Promise<void>((done) => {
        stream(source).subscribe({
          next: () => outside.push(activeName()),
          complete: () => {
            outside.push(activeName());
            done();
          },
        });
      });
      span.end();
    });
    expect(inside).toEqual(['stream', 'stream']);
    expect(outside).toEqual(['subscriber', 'subscriber']);
    expect(tracing.spans()).toHaveLength(2);
  });

  it('C6: take() stops an infinite synchronous source, above and below the method', async () => {
    let produced = 0;
    const infinite = () =>
      new Observable<number>((subscriber) => {
        for (let n = 0; !subscriber.closed && n < 1_000; n++) {
          produced++;
          subscriber.next(n);
        }
      });
    await expect(lastValueFrom(stream(infinite()).pipe(take(3), toArray()))).resolves.toEqual([0, 1, 2]);
    await expect(lastValueFrom(stream(infinite().pipe(take(2))).pipe(toArray()))).resolves.toEqual([0, 1]);
    await expect(firstValueFrom(stream(infinite()))).resolves.toBe(0);
    expect(produced).toBe(6);
    expect(tracing.names()).toEqual(['stream', 'stream', 'stream']);
  });

  it('C6: retry() subscribes again: a span for each attempt, failed ones marked', async () => {
    let attempts = 0;
    const flaky = stream(
      defer(() => {
        attempts++;
        return attempts < 3 ? throwError(() => new Error(`attempt ${attempts}`)) : of('ok');
      }),
    );
    await expect(lastValueFrom(flaky.pipe(retry(5)))).resolves.toBe('ok');
    expect(attempts).toBe(3);
    expect(tracing.spans().map(({ status }) => status.code)).toEqual([2, 2, 0]);
  });

  it('C6: share() subscribes to the source once', async () => {
    const subscribed = jest.fn();
    const source = () =>
      new Observable<number>((subscriber) => {
        subscribed();
        const handle = setTimeout(() => {
          subscriber.next(7);
          subscriber.complete();
        }, 1);
        return () => clearTimeout(handle);
      });
    const shared = stream(source()).pipe(share());
    await expect(Promise.all([lastValueFrom(shared), lastValueFrom(shared)])).resolves.toEqual([7, 7]);
    expect(subscribed).toHaveBeenCalledTimes(1);
    expect(tracing.names()).toEqual(['stream']);

    const sharedInside = stream(source().pipe(share()));
    await Promise.all([lastValueFrom(sharedInside), lastValueFrom(sharedInside)]);
    expect(subscribed).toHaveBeenCalledTimes(2);
    expect(tracing.names()).toEqual(['stream', 'stream', 'stream']);
  });

  it('C6: works in switchMap, concat, merge, from, forEach and as a subscriber handed on by hand', async () => {
    const numbers = () => stream(of(1, 2));
    const all = async (source: Observable<unknown>) => lastValueFrom(source.pipe(toArray()));

    await expect(all(of('x').pipe(switchMap(numbers), map(String)))).resolves.toEqual(['1', '2']);
    await expect(all(concat(numbers(), numbers()))).resolves.toEqual([1, 2, 1, 2]);
    await expect(all(merge(numbers(), timer(1)))).resolves.toEqual([1, 2, 0]);
    await expect(all(from(numbers()))).resolves.toEqual([1, 2]);
    await expect(all(new Observable((subscriber) => numbers().subscribe(subscriber)))).resolves.toEqual([
      1, 2,
    ]);
    const seen: number[] = [];
    await numbers().forEach((value) => void seen.push(value));
    expect(seen).toEqual([1, 2]);
    expect(tracing.names()).toEqual(Array(7).fill('stream'));
  });

  it('C6: a subject as subscriber gets the values, its own subscribers too', () => {
    const subject = new Subject<number>();
    const seen: number[] = [];
    subject.subscribe((value) => seen.push(value));
    stream(of(1, 2)).subscribe(subject);
    expect(seen).toEqual([1, 2]);
    expect(subject.isStopped).toBe(true);
    expect(tracing.names()).toEqual(['stream']);
  });

  it('C6: subscribe() takes nothing, a function, null, three functions or an observer with a this', () => {
    class Collector {
      values: number[] = [];
      next(value: number) {
        this.values.push(value);
      }
    }
    const collector = new Collector();
    const [next, complete] = [jest.fn(), jest.fn()];
    stream(of(1)).subscribe();
    stream(of(1)).subscribe(next);
    stream(of(1)).subscribe(null, null, complete);
    stream(of(1)).subscribe(collector);
    expect([next.mock.calls, complete.mock.calls, collector.values]).toEqual([[[1]], [[]], [1]]);
    expect(tracing.names()).toHaveLength(4);
  });

  it('C6: of a class with a private field works and stays of that class', async () => {
    class Feed<T> extends Observable<T> {
      #topic: string;
      constructor(topic: string, values: T[]) {
        super((subscriber) => {
          for (const value of values) subscriber.next(value);
          subscriber.complete();
        });
        this.#topic = topic;
      }
      topic(): string {
        return this.#topic;
      }
    }
    const feed = stream(new Feed('orders', [1])) as Feed<number>;
    expect(feed).toBeInstanceOf(Feed);
    expect(feed.topic()).toBe('orders');
    await expect(lastValueFrom(feed)).resolves.toBe(1);
    expect(tracing.names()).toEqual(['stream']);
  });

  it('C6: a Subject from a field, returned several times, keeps working; a subscription has one span', async () => {
    class Store {
      readonly state = new BehaviorSubject(1);
      readonly events = new Subject<string>();
      @Traced()
      changes() {
        return this.state;
      }
      @Traced()
      all() {
        return this.events.asObservable();
      }
    }
    const store = new Store();
    expect(store.changes()).toBe(store.state);
    for (let n = 0; n < 20_000; n++) store.changes();
    const values: number[] = [];
    const subscription = store.changes().subscribe((value) => values.push(value));
    store.state.next(2);
    subscription.unsubscribe();
    await expect(firstValueFrom(store.changes())).resolves.toBe(2);
    expect(tracing.names()).toHaveLength(20_003);
    tracing.leaveOpen();
    expect(values).toEqual([1, 2]);
    expect(store.state.observed).toBe(false);

    const events: string[] = [];
    store.all().subscribe((event) => events.push(event));
    store.events.next('a');
    store.events.complete();
    expect(events).toEqual(['a']);
    expect(tracing.names()).toEqual(['Store.all']);
  });

  it('C6: withSpan that returns the same Subject again and again puts no layers on it', () => {
    const subject = new BehaviorSubject(0);
    for (let n = 0; n < 20_000; n++) withSpan('state', () => subject);
    const seen: number[] = [];
    subject.subscribe((value) => seen.push(value)).unsubscribe();
    expect(seen).toEqual([0]);
    expect(tracing.names()).toHaveLength(20_000);
  });

  it('C6: two traced methods that hand on the same Observable have a span each', async () => {
    const source = of(1);
    const inner = traced('inner', () => source);
    const outer = traced('outer', () => inner());
    await lastValueFrom(outer());
    expect(tracing.names().sort()).toEqual(['inner', 'outer']);
    expect(tracing.find('inner')).toBeChildOf('outer');
  });

  it('C6: frozen, it stays as it is and its subscription is traced', async () => {
    const source = Object.freeze(of(1));
    await expect(lastValueFrom(stream(source))).resolves.toBe(1);
    expect(tracing.names()).toEqual(['stream']);
    await expect(lastValueFrom(source)).resolves.toBe(1);
    expect(tracing.spans()).toHaveLength(1);
  });

  it('C6: a promise of an Observable ends with the promise', async () => {
    const source = await traced('open', async () => of(1))();
    expect(tracing.names()).toEqual(['open']);
    await expect(lastValueFrom(source)).resolves.toBe(1);
    expect(tracing.spans()).toHaveLength(1);
  });

  it('C6: an object that only has a subscribe is a value', () => {
    const client = { subscribe: jest.fn() };
    const { subscribe } = client;
    expect(traced('client', () => client)().subscribe).toBe(subscribe);
    expect(tracing.names()).toEqual(['client']);
  });

  it('C6: an Observable of another library gets all that subscribe was given', () => {
    const controller = new AbortController();
    const seen: unknown[] = [];
    const foreign = {
      '@@observable': () => foreign,
      subscribe(observer: { next(value: number): void; complete(): void }, ...rest: unknown[]) {
        seen.push(...rest);
        observer.next(1);
        observer.complete();
        return { unsubscribe() {} };
      },
    };
    const next = jest.fn();
    const options = { signal: controller.signal };
    traced('foreign', () => foreign)().subscribe({ next, complete() {} }, options);
    expect(next).toHaveBeenCalledWith(1);
    expect(seen).toEqual([options]);
    expect(tracing.names()).toEqual(['foreign']);
  });

  it('O2: subscribed after the provider is gone, it works', async () => {
    const source = stream(of(1));
    trace.disable();
    await expect(lastValueFrom(source)).resolves.toBe(1);
    await expect(lastValueFrom(source)).resolves.toBe(1);
    expect(tracing.spans().length).toBeLessThanOrEqual(1);
  });

  it('O1: without a provider it is not touched', () => {
    trace.disable();
    const source = of(1);
    stream(source);
    configureTracing({ enabled: false });
    stream(source);
    expect(Object.hasOwn(source, 'subscribe')).toBe(false);
    expect(tracing.spans()).toEqual([]);
  });
});

describe('an error that no subscriber handles', () => {
  const script = (body: string) => `
    const rxjs = require('rxjs');
    seen.uncaught = [];
    process.on('uncaughtException', (error) => seen.uncaught.push(error.message));
    const failing = () => rxjs.throwError(() => new Error('lost'));
    register();
    const stream = tracing.traced('stream', failing);
    ${body}
  `;

  it.each([
    ['without an observer', 'stream().subscribe();'],
    ['with a function', 'stream().subscribe(() => {});'],
    ['with an observer', 'stream().subscribe({ next() {} });'],
    ['through an operator', 'stream().pipe(rxjs.map((x) => x)).subscribe();'],
  ])('C6: is reported once, as it is untraced: %s', async (_, body) => {
    const { uncaught, spans } = await inChildProcess(script(body));
    expect(uncaught).toEqual(['lost']);
    expect(spans).toEqual([{ name: 'stream', status: SpanStatusCode.ERROR }]);
  });

  it('C6: one that an observer throws is reported once too', async () => {
    const { uncaught, spans } = await inChildProcess(
      script(`
        tracing.traced('good', () => rxjs.of(1))().subscribe(() => { throw new Error('consumer'); });
      `),
    );
    expect(uncaught).toEqual(['consumer']);
    expect(spans).toEqual([{ name: 'good', status: SpanStatusCode.UNSET }]);
  });
});
