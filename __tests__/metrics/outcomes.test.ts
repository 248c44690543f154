import { Measured } from 'otel-traced/metrics';
import { from, lastValueFrom, NEVER, type Observable, throwError } from 'rxjs';
import { Metering, registerTracing, unregisterAll } from './recorded-metrics';

beforeEach(unregisterAll);
afterEach(unregisterAll);

const settled = (promise: Promise<unknown>) => promise.catch(() => {});

class Lazy implements PromiseLike<string> {
  runs = 0;

  then<A, B>(
    onValue?: ((value: string) => A | PromiseLike<A>) | null,
    onError?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): PromiseLike<A | B> {
    this.runs++;
    return Promise.resolve('row').then(onValue, onError);
  }
}

class Source {
  readonly query = new Lazy();

  @Measured('async')
  async load(gate: Promise<void>, fail: boolean): Promise<string> {
    await gate;
    if (fail) throw new RangeError('failed');
    return 'loaded';
  }

  @Measured('generator')
  *pages(): Generator<number, string> {
    yield 1;
    yield 2;
    return 'all';
  }

  @Measured('asyncGenerator')
  async *events(fail = false): AsyncGenerator<number> {
    yield 1;
    if (fail) throw new RangeError('broken');
    yield 2;
  }

  @Measured('handedOn')
  handedOn(): Generator<number, string> {
    return Source.prototype.pages.call(new Source());
  }

  @Measured('observable')
  stream(values: Observable<number>): Observable<number> {
    return values;
  }

  @Measured('lazy')
  find(): Lazy {
    return this.query;
  }
}

const key = (method: string, error?: string) =>
  JSON.stringify({ 'code.function.name': `Source.${method}`, ...(error && { 'error.type': error }) });

// The same outcomes are measured where there is a span and where there is none.
describe.each(['without tracing', 'in a span of its own'])('what is measured %s', (tracing) => {
  let metering: Metering;
  beforeEach(() => {
    if (tracing !== 'without tracing') registerTracing();
    metering = new Metering();
  });

  const durations = (name: string) => metering.values(`${name}.duration`);
  const active = (name: string) => metering.values(`${name}.active`);

  it('a promise is measured until it settles', async () => {
    const source = new Source();
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const one = source.load(gate, false);
    const other = settled(source.load(gate, true));
    expect(await active('async')).toEqual({ [key('load')]: 2 });
    open();
    expect(await one).toBe('loaded');
    await other;
    expect(await active('async')).toEqual({ [key('load')]: 0 });
    expect(await durations('async')).toEqual({ [key('load')]: 1, [key('load', 'RangeError')]: 1 });
  });

  it('a generator is measured from its first step to its end, and counts while it is iterated', async () => {
    const pages = new Source().pages();
    expect(await active('generator')).toEqual({});
    expect(pages.next().value).toBe(1);
    expect(await active('generator')).toEqual({ [key('pages')]: 1 });
    expect([...pages]).toEqual([2]);
    expect(await active('generator')).toEqual({ [key('pages')]: 0 });
    expect(await durations('generator')).toEqual({ [key('pages')]: 1 });
  });

  it('a generator that is left early has ended', async () => {
    for (const page of new Source().pages()) if (page === 1) break;
    expect(await durations('generator')).toEqual({ [key('pages')]: 1 });
  });

  it('an async generator is measured until it is done or throws', async () => {
    const seen: number[] = [];
    for await (const event of new Source().events()) seen.push(event);
    expect(seen).toEqual([1, 2]);
    await expect(
      (async () => {
        for await (const _ of new Source().events(true));
      })(),
    ).rejects.toThrow('broken');
    expect(await durations('asyncGenerator')).toEqual({
      [key('events')]: 1,
      [key('events', 'RangeError')]: 1,
    });
    expect(await active('asyncGenerator')).toEqual({ [key('events')]: 0 });
  });

  it('a generator that a method hands on counts while it is iterated, and not before', async () => {
    const pages = new Source().handedOn();
    expect(await active('handedOn')).toEqual({ [key('handedOn')]: 0 });
    pages.next();
    expect(await active('handedOn')).toEqual({ [key('handedOn')]: 1 });
    expect([...pages]).toEqual([2]);
    expect(await active('handedOn')).toEqual({ [key('handedOn')]: 0 });
    expect(await durations('handedOn')).toEqual({ [key('handedOn')]: 1 });
  });

  it('an Observable is measured once a subscription, until it ends or is left', async () => {
    const stream = new Source().stream(from([1, 2]));
    expect(await lastValueFrom(stream)).toBe(2);
    expect(await lastValueFrom(stream)).toBe(2);
    await settled(lastValueFrom(new Source().stream(throwError(() => new RangeError('broken')))));
    const subscription = new Source().stream(NEVER).subscribe();
    expect(await active('observable')).toEqual({ [key('stream')]: 1 });
    subscription.unsubscribe();
    expect(await active('observable')).toEqual({ [key('stream')]: 0 });
    expect(await durations('observable')).toEqual({ [key('stream')]: 3, [key('stream', 'RangeError')]: 1 });
  });

  it('an Observable that nobody subscribes to does not count as under way', async () => {
    new Source().stream(from([1]));
    expect(await active('observable')).toEqual({ [key('stream')]: 0 });
    expect(await durations('observable')).toEqual({});
  });

  it('C4: a lazy query is measured while it is awaited, runs once and stays the object that it is', async () => {
    const source = new Source();
    const query = source.find();
    expect(query).toBe(source.query);
    expect(await query).toBe('row');
    expect(source.query.runs).toBe(1);
    expect(await durations('lazy')).toEqual({ [key('find')]: 1 });
    expect(await active('lazy')).toEqual({ [key('find')]: 0 });
  });
});
