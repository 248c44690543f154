import { runInNewContext } from 'node:vm';
import { trace } from '@opentelemetry/api';
import { configureTracing, isTracingEnabled, setSpanAttributes, Traced, withSpan } from 'otel-traced';
import { useTracing } from '../support/tracing';

const { find } = useTracing();

/** What the span holds of `value`, and what was reported. */
function recorded(value: unknown): { readonly kept: unknown; readonly reports: string[] } {
  const reports: string[] = [];
  configureTracing({ onInternalError: (error) => void reports.push(String(error)) });
  withSpan('read', () => setSpanAttributes({ value, other: 1 } as never));
  const { value: kept, other } = find('read').attributes;
  expect(other).toBe(1);
  return { kept, reports };
}

async function rejectionsOf(action: () => void): Promise<unknown[]> {
  const unhandled: unknown[] = [];
  const note = (error: unknown): void => void unhandled.push(error);
  process.on('unhandledRejection', note);
  action();
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  process.off('unhandledRejection', note);
  return unhandled;
}

describe('a forgotten await in an attribute', () => {
  const PROMISES: [string, () => unknown][] = [
    ['a promise', () => Promise.reject(new Error('late'))],
    ["another realm's promise", () => runInNewContext("Promise.reject(new Error('late'))")],
    ['a list of promises', () => [Promise.reject(new Error('late')), 'x']],
  ];

  it.each(PROMISES)('%s is left out, reported by key, and no unhandled rejection', async (_, make) => {
    const unhandled = await rejectionsOf(() => {
      expect(recorded(make())).toEqual({
        kept: undefined,
        reports: [
          "TypeError: the attribute 'value': expected a value, got a promise. Await it before it is recorded.",
        ],
      });
    });
    expect(unhandled).toEqual([]);
  });
});

describe('reading a foreign value has a bound', () => {
  it('an array of 2**32 - 1 holes holds nothing', () => {
    expect(recorded(new Array(2 ** 32 - 1)).kept).toEqual([]);
  });

  it('an array is read by index, whatever its iterator says', () => {
    const endless = ['a'];
    endless[Symbol.iterator] = function* () {
      for (;;) yield 'b';
    };
    expect(recorded(endless).kept).toEqual(['a']);
  });

  it('an endless Set ends with the text', () => {
    class Endless extends Set {
      override *[Symbol.iterator](): SetIterator<unknown> {
        for (;;) yield {};
      }
    }
    expect(String(recorded(new Endless()).kept)).toHaveLength(1024);
  });

  it('records that hold nothing but shared records that throw are read once each, not exponentially', () => {
    let reads = 0;
    let shared: object = {
      get [Symbol.toStringTag]() {
        reads++;
        return 'x';
      },
      toJSON() {
        reads++;
        throw new Error('unreadable');
      },
    };
    for (let level = 0; level < 22; level++) {
      const inner = shared;
      shared = {
        a: inner,
        b: inner,
        get [Symbol.iterator]() {
          return undefined;
        },
        toJSON: () =>
          [
            [inner, inner],
            new Proxy(
              {},
              {
                ownKeys: () => {
                  throw new Error('x');
                },
              },
            ),
          ].at(0),
      };
    }
    recorded({ shared });
    expect(reads).toBeLessThan(20_000);
  });

  it("an error's message of shared nested lists is no exponential text", () => {
    let nested: unknown[] = ['x'];
    for (let level = 0; level < 40; level++) nested = [nested, nested];
    const error = new Error('plain');
    Object.defineProperty(error, 'message', { value: nested });
    expect(String(recorded(error).kept).length).toBeLessThanOrEqual(1024);
  });

  it('the same object twice is not circular', () => {
    const a = { id: 1 };
    expect(recorded([a, a]).kept).toBe('[{"id":1},{"id":1}]');
  });
});

describe('sanitize', () => {
  it('A3: that answers something unreadable costs the value, not the span', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    configureTracing({ sanitize: (key, value) => (key === 'secret' ? proxy : value) });
    withSpan('save', { attributes: { secret: 'x', order: 1 } }, () => undefined);
    expect(find('save').attributes).toEqual({ order: 1 });
  });
});

describe('SuppressedError', () => {
  it('E1: shows both of its errors in the stack', () => {
    const suppressed = Object.assign(new Error('both'), {
      name: 'SuppressedError',
      error: new Error('at disposal'),
      suppressed: new Error('in the block'),
    });
    expect(() =>
      withSpan('using', () => {
        throw suppressed;
      }),
    ).toThrow(suppressed);
    const stack = String(find('using').events[0]?.attributes?.['exception.stacktrace']);
    expect(stack).toContain('Error: Error: at disposal');
    expect(stack).toContain('Suppressed: Error: in the block');
  });
});

describe('exclude', () => {
  it.each([
    ['*a*a*a*a*b', 'a'.repeat(200), false],
    ['a*b*c', 'a-b-c', true],
    ['ab*ba', 'aba', false],
    ['*.load', 'Orders.load', true],
    ['*b*b', 'b', false],
    ['a.c', 'abc', false],
  ])('%s on %s', (pattern, name, isExcluded) => {
    configureTracing({ exclude: [pattern] });
    let traced = false;
    withSpan(name, () => {
      traced = trace.getActiveSpan() !== undefined;
    });
    expect(traced).toBe(!isExcluded);
  });

  it('says which entry is empty', () => {
    expect(() => configureTracing({ exclude: ['a', ''] })).toThrow(
      "configureTracing(): the option 'exclude': expected an array of non-empty patterns; the entry at 1 is ''.",
    );
  });
});

it('configureTracing says what semconv may be', () => {
  expect(() => configureTracing({ semconv: 'seed' as never })).toThrow(
    "configureTracing(): the option 'semconv' is 'seed'; expected 'stable', 'legacy' or 'both'.",
  );
});

it('@Traced on a function says that it got a function', () => {
  expect(() => (Traced as (fn: unknown) => unknown)(function load() {})).toThrow(
    '@Traced on load: expected a method, got a function. Wrap it with traced().',
  );
});

it('isTracingEnabled() answers false for a provider that throws', () => {
  trace.disable();
  const broken = {
    getPrototypeOf: () => {
      throw new Error('broken');
    },
  };
  trace.setGlobalTracerProvider(new Proxy(trace.getTracerProvider(), broken));
  expect(isTracingEnabled()).toBe(false);
});

it('parameters behind regular expressions in default values are counted', () => {
  class Orders {
    load(_kind = typeof /[,)]/, _nothing = void /,,/, id = 'x'): string {
      return id;
    }
  }
  expect(() =>
    Traced({ args: ['a', 'b', 'c', 'd'] } as never)(
      Orders.prototype as never,
      'load' as never,
      Object.getOwnPropertyDescriptor(Orders.prototype, 'load') as never,
    ),
  ).toThrow(/3/);
});
