import { SpanStatusCode, trace } from '@opentelemetry/api';
import { Traced, traced, withSpan } from 'otel-traced';
import { useTracing } from '../support/tracing';

const tracing = useTracing();
const activeName = () => (trace.getActiveSpan() as { name?: string } | undefined)?.name;
const span = <T>(name: string, body: () => T): T =>
  trace.getTracer('test').startActiveSpan(name, (active) => {
    try {
      return body();
    } finally {
      active.end();
    }
  });

class Numbers {
  seen: unknown[] = [];
  names: (string | undefined)[] = [];
  cleaned = 0;

  @Traced()
  *count(to: number): Generator<number, string, unknown> {
    try {
      for (let n = 1; n <= to; n++) {
        this.names.push(activeName());
        this.seen.push(yield n);
      }
      return 'done';
    } finally {
      this.names.push(activeName());
      this.cleaned++;
    }
  }

  @Traced()
  *rescue(): Generator<number, string, unknown> {
    try {
      yield 1;
    } catch (error) {
      this.seen.push(error);
      yield 2;
    }
    return 'rescued';
  }

  @Traced()
  *fail(error: unknown): Generator<number> {
    yield 1;
    throw error;
  }

  @Traced()
  *outer(): Generator<number, string, unknown> {
    const result = yield* this.count(2);
    return `outer ${result}`;
  }
}

describe('a generator method', () => {
  it('C5: gives the same values, the same return value, and a real generator', () => {
    const generator = new Numbers().count(2);

    expect(Object.prototype.toString.call(generator)).toBe('[object Generator]');
    expect(generator).toBeInstanceOf(Numbers.prototype.count);
    expect(generator[Symbol.iterator]()).toBe(generator);
    expect([generator.next(), generator.next(), generator.next(), generator.next()]).toEqual([
      { value: 1, done: false },
      { value: 2, done: false },
      { value: 'done', done: true },
      { value: undefined, done: true },
    ]);
    expect(tracing.names()).toEqual(['Numbers.count']);
  });

  it('C5: starts its span at the first next(), under the span that was active at the call', async () => {
    const generator = span('caller', () => new Numbers().count(1));
    await new Promise((resolve) => setTimeout(resolve, 15));
    span('consumer', () => [...generator]);

    const [caller, own] = [tracing.find('caller'), tracing.find('Numbers.count')];
    expect(own).toBeChildOf(caller);
    const waited =
      own.startTime[0] * 1e3 +
      own.startTime[1] / 1e6 -
      (caller.startTime[0] * 1e3 + caller.startTime[1] / 1e6);
    expect(waited).toBeGreaterThan(10);
    expect(tracing.spans()).toHaveLength(3);
  });

  it('C5: never iterated, has no span', () => {
    new Numbers().count(1);
    expect(tracing.spans()).toEqual([]);
  });

  it('C5: returned or thrown into before it began, runs nothing and has no span', () => {
    const numbers = new Numbers();
    const error = new Error('stop');
    expect(numbers.count(1).return('early')).toEqual({ value: 'early', done: true });
    expect(() => numbers.count(1).throw(error)).toThrow(error);
    const over = numbers.count(1);
    over.return('early');
    expect([...over]).toEqual([]);
    expect(tracing.spans()).toEqual([]);
  });

  it('C5: has its span active in the body, finally included, and never in the consumer', () => {
    const numbers = new Numbers();
    const consumers: (string | undefined)[] = [];
    span('consumer', () => {
      for (const _ of numbers.count(2)) consumers.push(activeName());
    });
    expect(numbers.names).toEqual(['Numbers.count', 'Numbers.count', 'Numbers.count']);
    expect(consumers).toEqual(['consumer', 'consumer']);
    expect(tracing.names().sort()).toEqual(['Numbers.count', 'consumer']);
  });

  it('C5: is handed what next(v) says', () => {
    const numbers = new Numbers();
    const generator = numbers.count(2);
    generator.next('ignored');
    generator.next('first');
    generator.next('second');
    expect(numbers.seen).toEqual(['first', 'second']);
    expect(tracing.find('Numbers.count').status.code).toBe(SpanStatusCode.UNSET);
  });

  it('C5: is handed what throw(e) says, and may go on', () => {
    const numbers = new Numbers();
    const error = new Error('not this');
    const generator = numbers.rescue();
    generator.next();
    expect(generator.throw(error)).toEqual({ value: 2, done: false });
    expect(tracing.spans()).toEqual([]);
    expect(generator.next()).toEqual({ value: 'rescued', done: true });
    expect(numbers.seen).toEqual([error]);
    expect(tracing.find('Numbers.rescue').status.code).toBe(SpanStatusCode.UNSET);
  });

  it('C5: ends with what throw(e) brings out of it, the identical error', () => {
    const numbers = new Numbers();
    const error = new Error('stop');
    const generator = numbers.count(3);
    generator.next();
    expect(() => generator.throw(error)).toThrow(error);
    expect(numbers.cleaned).toBe(1);
    expect(tracing.find('Numbers.count').status).toEqual({ code: SpanStatusCode.ERROR, message: 'stop' });
  });

  it.each([undefined, 'text', Symbol('s'), Object.freeze(new Error('frozen'))])(
    'C5: throws the identical %p',
    (thrown) => {
      const generator = new Numbers().fail(thrown);
      generator.next();
      let caught: unknown = 'nothing';
      try {
        generator.next();
      } catch (error) {
        caught = error;
      }
      expect(caught).toBe(thrown);
      expect(tracing.find('Numbers.fail')).toHaveFailedWith();
      expect(tracing.spans()).toHaveLength(1);
    },
  );

  it('C5: ends at an early break, with its finally run, and no error', () => {
    const numbers = new Numbers();
    for (const n of numbers.count(10)) if (n === 2) break;
    expect(numbers.cleaned).toBe(1);
    expect(tracing.find('Numbers.count').status.code).toBe(SpanStatusCode.UNSET);
    expect(tracing.spans()).toHaveLength(1);
  });

  it('C5: a finally that yields keeps it going after return(v)', () => {
    const stubborn = traced('stubborn', function* () {
      try {
        yield 1;
      } finally {
        yield 'once more';
      }
    });
    const generator = stubborn();
    generator.next();
    expect(generator.return('bye' as never)).toEqual({ value: 'once more', done: false });
    expect(tracing.spans()).toEqual([]);
    expect(generator.next()).toEqual({ value: 'bye', done: true });
    expect(tracing.names()).toEqual(['stubborn']);
  });

  it('C5: spread, destructuring, Array.from and a failing consumer end it', () => {
    const numbers = new Numbers();
    expect([...numbers.count(2)]).toEqual([1, 2]);
    expect(Array.from(numbers.count(2))).toEqual([1, 2]);
    const [first] = numbers.count(5);
    expect(first).toBe(1);
    expect(() => {
      for (const _ of numbers.count(5)) throw new Error('consumer');
    }).toThrow('consumer');
    expect(numbers.cleaned).toBe(4);
    expect(tracing.spans().map(({ status }) => status.code)).toEqual([0, 0, 0, 0]);
  });

  it('C5: yield* of a traced generator nests, and hands on its return value', () => {
    const generator = new Numbers().outer();
    expect([generator.next(), generator.next(), generator.next()]).toEqual([
      { value: 1, done: false },
      { value: 2, done: false },
      { value: 'outer done', done: true },
    ]);
    const [inner, outer] = tracing.spans();
    expect([inner?.name, outer?.name]).toEqual(['Numbers.count', 'Numbers.outer']);
    expect(inner).toBeChildOf(outer!);
    expect(tracing.spans()).toHaveLength(2);
  });

  it('C5: two iterations interleave, each in its own span', () => {
    const numbers = new Numbers();
    const [one, two] = [numbers.count(2), numbers.count(2)];
    one.next();
    two.next();
    one.next();
    two.return('enough');
    one.next();
    expect(tracing.spans()).toHaveLength(2);
    expect(new Set(tracing.spans().map((each) => each.spanContext().spanId)).size).toBe(2);
  });

  it('C5: asked from within its own body it refuses as it does untraced, and goes on', () => {
    let self: Generator<number> | undefined;
    const errors: unknown[] = [];
    const reenter = traced('reenter', function* (): Generator<number> {
      try {
        self?.next();
      } catch (error) {
        errors.push(error);
      }
      yield 1;
    });
    self = reenter();
    expect([...self]).toEqual([1]);
    expect(errors).toEqual([new TypeError('Generator is already running')]);
    expect(tracing.find('reenter').status.code).toBe(SpanStatusCode.UNSET);
    expect(tracing.spans()).toHaveLength(1);
  });

  it('C5: its steps borrowed for another generator serve that one', () => {
    const numbers = new Numbers();
    const [one, two] = [numbers.rescue(), numbers.count(1)];
    expect(one.next.call(two)).toEqual({ value: 1, done: false });
    expect(numbers.names).toEqual(['Numbers.count']);
    expect([...one]).toEqual([1]);
    expect([...two]).toEqual([]);
    expect(tracing.names()).toEqual(['Numbers.rescue', 'Numbers.count']);
  });

  it('C5: a parameter that fails at the call is a failed call', () => {
    const error = new Error('default');
    const failing = traced('failing', function* (value: number = fail()) {
      yield value;
    });
    function fail(): number {
      throw error;
    }
    expect(() => failing()).toThrow(error);
    expect(tracing.find('failing')).toHaveFailedWith();
    expect([...failing(1)]).toEqual([1]);
    expect(tracing.names()).toEqual(['failing', 'failing']);
  });

  it('C5: callbacks get the arguments, resultAttributes what it returns', () => {
    const work = traced(
      'work',
      {
        attributes: (to) => ({ to }),
        resultAttributes: (result, to) => ({ result, twice: to * 2 }),
      },
      function* (to: number) {
        yield to;
        return 'end';
      },
    );
    expect([...work(4)]).toEqual([4]);
    expect(tracing.find('work').attributes).toEqual({ to: 4, result: 'end', twice: 8 });
  });

  it('C5: a plain method that returns a generator keeps its span until that is done', () => {
    class Facade {
      @Traced()
      list(): Generator<string | undefined> {
        return inner();
      }
    }
    function* inner() {
      yield activeName();
    }
    const generator = new Facade().list();
    expect(tracing.spans()).toEqual([]);
    expect([...generator]).toEqual(['Facade.list']);
    expect(tracing.names()).toEqual(['Facade.list']);
  });

  it('C5: a plain method that returns the same generator again and again puts no layers on it', () => {
    function* endless() {
      for (let n = 0; ; n++) yield n;
    }
    const shared = endless();
    const take = traced('take', () => shared);
    for (let n = 0; n < 20_000; n++) take();

    expect(take().next()).toEqual({ value: 0, done: false });
    expect(take().next()).toEqual({ value: 1, done: false });
    shared.return(undefined);
    expect(tracing.spans().length).toBeGreaterThan(0);
    expect(tracing.leaveOpen()).toBe(20_000);
  });

  it('C5: a recursive generator nests level by level', () => {
    class Tree {
      @Traced()
      *walk(depth: number): Generator<number> {
        yield depth;
        if (depth > 0) yield* this.walk(depth - 1);
      }
    }
    expect([...new Tree().walk(3)]).toEqual([3, 2, 1, 0]);
    const ids = tracing.spans().map((each) => each.spanContext().spanId);
    expect(tracing.spans().map((each) => each.parentSpanContext?.spanId)).toEqual([
      ...ids.slice(1),
      undefined,
    ]);
    expect(ids).toHaveLength(4);
  });

  it('C5: withSpan around an iteration does not swallow it', () => {
    const values = withSpan('all', () => [...new Numbers().count(2)]);
    expect(values).toEqual([1, 2]);
    expect(tracing.find('Numbers.count')).toBeChildOf('all');
    expect(tracing.spans()).toHaveLength(2);
  });

  it('O1: called while there is no provider, it is the plain generator, also when one comes later', () => {
    const { provider } = tracing;
    trace.disable();
    const generator = new Numbers().count(1);
    expect(Reflect.ownKeys(generator)).toEqual([]);
    trace.setGlobalTracerProvider(provider);
    expect([...generator]).toEqual([1]);
    expect(tracing.spans()).toEqual([]);
  });

  it('O2: iterated after the provider is gone, it is not traced and works', () => {
    const generator = new Numbers().count(2);
    trace.disable();
    expect([...generator]).toEqual([1, 2]);
    expect(tracing.spans()).toEqual([]);
  });
});
