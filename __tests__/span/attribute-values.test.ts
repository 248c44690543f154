import { runInNewContext } from 'node:vm';
import { DiagLogLevel, diag } from '@opentelemetry/api';
import { addSpanEvent, setSpanAttributes, Traced, traced, withSpan, withSpanAttributes } from 'otel-traced';
import { SLOW_TEST } from '../support/slow-machines';
import { useTracing } from '../support/tracing';

jest.setTimeout(SLOW_TEST);

const tracing = useTracing();
const { find, names } = tracing;

/** What a span holds of a value. */
function recorded(value: unknown): unknown {
  withSpan('call', { attributes: () => ({ value: value as object }) }, () => undefined);
  expect(names()).toEqual(['call']);
  return find('call').attributes.value;
}

class Id {
  constructor(readonly value: string) {}
  toString(): string {
    return `id:${this.value}`;
  }
}

class Money {
  constructor(
    readonly amount: number,
    readonly currency: string,
  ) {}
}

const cycle: Record<string, unknown> = { name: 'cycle' };
cycle.self = cycle;

const throwing = {
  good: 1,
  get bad(): never {
    throw new Error('no');
  },
};

describe('the value of an attribute', () => {
  it.each<[string, unknown, unknown]>([
    ['text', 'text', 'text'],
    ['empty text', '', ''],
    ['a number', 42, 42],
    ['zero', 0, 0],
    ['NaN', Number.NaN, Number.NaN],
    ['false', false, false],
    ['a list of texts', ['a', 'b'], ['a', 'b']],
    ['a list of numbers', [1, 2], [1, 2]],
    ['a list of booleans', [true, false], [true, false]],
    ['an empty list', [], []],
    ['a list with nulls', ['a', null, undefined, 'b'], ['a', 'b']],
    // biome-ignore lint/suspicious/noSparseArray: a hole is what is tested
    ['a list with holes', [1, , 2], [1, 2]],
    ['a list of nulls', [null, undefined], []],
    ['a mixed list', ['a', 1, null], '["a",1,null]'],
    ['a list of lists', [['a'], ['b']], '[["a"],["b"]]'],
    ['a list of objects', [{ a: 1 }, { b: 2 }], '[{"a":1},{"b":2}]'],
    ['a list of bigints', [1n, 2n], '["1","2"]'],
    ['a list of dates', [new Date(0)], '["1970-01-01T00:00:00.000Z"]'],
    ['a bigint', 12345678901234567890n, '12345678901234567890'],
    ['a symbol', Symbol('mark'), 'Symbol(mark)'],
    ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['a URL', new URL('https://example.org/a?b#c'), 'https://example.org/a?b#c'],
    ['query parameters', new URLSearchParams('a=1&b=2'), 'a=1&b=2'],
    ['an object with toString', new Id('7'), 'id:7'],
    ['an object with a toString of its own', { toString: () => 'own' }, 'own'],
    ['an object whose toJSON gives text', { toJSON: () => 'json', toString: () => 'string' }, 'json'],
    ['an object whose toJSON gives an object', { toJSON: () => ({ a: 1 }), toString: () => 'x' }, '{"a":1}'],
    ['an object whose toJSON gives itself', withToJSON({ a: 1 }), '{"a":1}'],
    ['an object whose toJSON gives nothing', { toJSON: () => undefined }, 'null'],
    ['an Error', new TypeError('declined'), 'declined'],
    ['an Error without message', new Error(), ''],
    ['an Error of another realm', runInNewContext("new Error('far')"), 'far'],
    ['a plain object', { a: 1, b: { c: [true, null] } }, '{"a":1,"b":{"c":[true,null]}}'],
    ['a class without toString', new Money(5, 'EUR'), '{"amount":5,"currency":"EUR"}'],
    ['an object of another realm', runInNewContext('({ a: [1] })'), '{"a":[1]}'],
    ['a list of another realm', runInNewContext("['a', 'b']"), ['a', 'b']],
    ['an object without prototype', Object.assign(Object.create(null), { a: 1 }), '{"a":1}'],
    ['a Map', new Map<string, unknown>([['a', 1]]), '[["a",1]]'],
    ['a Set', new Set(['a', 1]), '["a",1]'],
    ['nested Maps and Sets', { map: new Map([[{ k: 1 }, new Set([2n])]]) }, '{"map":[[{"k":1},["2"]]]}'],
    ['bytes', new Uint8Array([1, 2]), '[1,2]'],
    ['a RegExp', /a+/g, '/a+/g'],
    ['a boxed number', Object(5), '5'],
    ['a cycle', cycle, '{"name":"cycle","self":"[Circular]"}'],
    ['the same object twice', { a: cycle.name, b: [new Date(0)], c: [1, 1] }, expect.any(String)],
    ['an object with a getter that throws', throwing, '{"good":1}'],
    ['functions inside', { f: () => 1, a: 1, l: [() => 1] }, '{"a":1,"l":[null]}'],
    ['odd numbers inside', { nan: Number.NaN, inf: Infinity }, '{"nan":null,"inf":null}'],
    ['an Error inside', { error: new Error('inner') }, '{"error":"inner"}'],
    ['undefined inside', { a: undefined, b: 1 }, '{"b":1}'],
    ['an empty object', {}, '{}'],
  ])('A1: may be %s', (_, value, expected) => {
    expect(recorded(value)).toEqual(expected);
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['undefined', undefined],
    ['a function', () => 1],
    ['a class', class {}],
    ['an invalid date', new Date(Number.NaN)],
    ['an invalid date of another realm', runInNewContext('new Date(NaN)')],
  ])('A1: is left out where it is %s', (_, value) => {
    expect(recorded(value)).toBeUndefined();
    expect(find('call').attributes).toEqual({});
  });

  it('A1: is not lost where toString or toJSON throws', () => {
    const fail = () => {
      throw new Error('no text');
    };
    class Odd {
      id = 7;
      toString(): string {
        return fail();
      }
    }
    withSpan(
      'call',
      { attributes: () => ({ a: new Odd(), b: { id: 7, toJSON: fail }, c: 'kept' }) },
      () => 1,
    );
    expect(find('call').attributes).toEqual({ a: '{"id":7}', b: expect.any(String), c: 'kept' });
    expect(names()).toEqual(['call']);
  });

  it('A1: is cut at 1,024 characters where it is JSON, and only there', () => {
    const long = 'x'.repeat(5_000);
    withSpan('call', { attributes: () => ({ text: long, json: { long }, id: new Id(long) }) }, () => 1);
    const { text, json } = find('call').attributes;
    expect(text).toBe(long);
    expect(json).toBe(`{"long":"${long}`.slice(0, 1_024));
    expect(names()).toEqual(['call']);
  });

  it('A1: is not cut within a character', () => {
    const json = String(recorded({ a: '😀'.repeat(1_000) }));
    expect(json.length).toBeGreaterThanOrEqual(1_023);
    expect(json.length).toBeLessThanOrEqual(1_024);
    expect(Buffer.from(json).toString()).toBe(json);
  });

  it('A1: costs no more than the text that is kept, however large it is', () => {
    let read = 0;
    const endless = new Proxy([] as unknown[], {
      get: (target, key) => {
        if (key === 'length') return 2 ** 32 - 1;
        if (typeof key === 'string' && /^\d+$/.test(key) && ++read > 10_000) throw new Error('read too far');
        return typeof key === 'string' && /^\d+$/.test(key) ? { index: key } : Reflect.get(target, key);
      },
    });
    let deep: object = {};
    for (let depth = 0; depth < 100_000; depth++) deep = { deep };
    let list: unknown[] = [];
    for (let depth = 0; depth < 100_000; depth++) list = [list];
    expect(recorded({ endless, deep, list })).toHaveLength(1_024);
    withSpan('deep', { attributes: () => ({ deep, list }) }, () => undefined);
    expect(find('deep').attributes).toEqual({ deep: expect.any(String), list: expect.any(String) });
  });

  it('A1: may be made of toJSON methods without end', () => {
    const endless = (): object => ({ toJSON: endless });
    expect(recorded({ endless: endless() })).toEqual(expect.any(String));
  });

  it('A1: may be of a kind that pretends to be another', () => {
    const pretend = (tag: string) => ({ [Symbol.toStringTag]: tag, a: 1 });
    const attributes = { date: pretend('Date'), error: pretend('Error'), list: pretend('Array') };
    withSpan('call', { attributes: () => attributes }, () => undefined);
    expect(find('call').attributes).toEqual({ date: '{"a":1}', error: '{"a":1}', list: '{"a":1}' });
    expect(names()).toEqual(['call']);
  });

  it('A1: may be a list of a class of its own, or one that is a proxy', () => {
    class Tags extends Array<string> {
      static override get [Symbol.species](): ArrayConstructor {
        throw new Error('not to be derived');
      }
    }
    withSpan(
      'call',
      { attributes: () => ({ own: Tags.of('a', 'b'), proxy: new Proxy(['c'], {}) }) },
      () => 1,
    );
    expect(find('call').attributes).toEqual({ own: ['a', 'b'], proxy: ['c'] });
    expect(names()).toEqual(['call']);
  });

  it('A1: that cannot be read at all leaves the others alone', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const refuse = (): never => {
      throw new Error('hands off');
    };
    const refusing = new Proxy({}, { get: refuse, ownKeys: refuse, getPrototypeOf: refuse, has: refuse });
    const attributes = { before: 1, proxy, refusing, inside: { proxy, a: 1 }, list: [proxy], after: 2 };
    withSpan('call', { attributes: () => attributes }, () => undefined);
    expect(find('call').attributes).toMatchObject({
      before: 1,
      after: 2,
      inside: expect.stringContaining('"a":1'),
    });
    expect(names()).toEqual(['call']);
  });

  it('A1: that has a getter that throws leaves the others alone', () => {
    withSpan('call', { attributes: () => Object.assign(Object.create(null), { a: 1 }) }, () => undefined);
    const attributes = {
      before: 1,
      get odd(): never {
        throw new Error('no');
      },
      after: 2,
    };
    withSpan('odd', { attributes: () => attributes }, () => undefined);
    expect(find('call').attributes).toEqual({ a: 1 });
    expect(find('odd').attributes).toEqual({ before: 1, after: 2 });
    expect(names()).toEqual(['call', 'odd']);
  });

  it('A1: is taken when it is given, not when the span is exported', () => {
    const list = ['a'];
    withSpan('call', { attributes: { list } }, () => list.push('b'));
    expect(find('call').attributes).toEqual({ list: ['a'] });
    expect(names()).toEqual(['call']);
  });

  it('A1: follows the same rules wherever attributes are given', () => {
    const odd = { map: new Map([['a', 1n]]), none: null, nothing: undefined, when: new Date(0), fn: () => 1 };
    const clean = { map: '[["a","1"]]', when: '1970-01-01T00:00:00.000Z' };
    class Surfaces {
      @Traced({ attributes: odd })
      fixed(): void {}
      @Traced({ resultAttributes: () => odd })
      result(): void {}
      @Traced({ args: ['map', 'none', 'nothing', 'when', 'fn'] })
      args(..._values: unknown[]): void {}
      @Traced()
      set(): void {
        setSpanAttributes(odd);
      }
      @Traced()
      event(): void {
        addSpanEvent('happened', odd);
      }
      @Traced({ links: [{ context: remote, attributes: odd as never }] })
      links(): void {}
      @Traced({ links: () => [{ context: remote, attributes: odd as never }] })
      linkCallback(): void {}
      @Traced({ errorAttributes: () => odd, exceptions: 'off' })
      error(): void {
        throw new Error('declined');
      }
    }
    const surfaces = new Surfaces();
    surfaces.fixed();
    surfaces.result();
    surfaces.args(...Object.values(odd));
    surfaces.set();
    surfaces.event();
    surfaces.links();
    surfaces.linkCallback();
    expect(() => surfaces.error()).toThrow('declined');
    withSpanAttributes(odd, () => traced('inherited', () => undefined)());

    for (const name of ['fixed', 'result', 'args', 'set'])
      expect(find(`Surfaces.${name}`).attributes).toEqual(clean);
    expect(find('inherited').attributes).toEqual(clean);
    expect(find('Surfaces.error').attributes).toEqual({ ...clean, 'error.type': 'Error' });
    expect(find('Surfaces.event').events[0]?.attributes).toEqual(clean);
    expect(find('Surfaces.links').links[0]?.attributes).toEqual(clean);
    expect(find('Surfaces.linkCallback').links[0]?.attributes).toEqual(clean);
    expect(names()).toHaveLength(9);
  });
});

const remote = {
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  spanId: '00f067aa0ba902b7',
  traceFlags: 1,
  isRemote: true,
};

describe('values of every kind, by chance', () => {
  it('A1: nothing throws, and the SDK keeps what it is given', () => {
    const complaints: unknown[] = [];
    // A promise as a value is left out and reported.
    const complain = (...message: unknown[]) => {
      if (!/got a promise/.test(String(message[1]))) complaints.push(message);
    };
    const ignore = () => undefined;
    diag.setLogger(
      { error: complain, warn: complain, info: ignore, debug: ignore, verbose: ignore },
      DiagLogLevel.WARN,
    );
    const random = randomFrom(20_261_103);
    for (let round = 0; round < 2_000; round++) {
      const value = oddValue(random, 3);
      const name = `round ${round}`;
      withSpan(
        name,
        { attributes: () => ({ value }), resultAttributes: () => ({ nested: { value } }) },
        () => {
          addSpanEvent('event', { value });
        },
      );
      const span = find2(name);
      const left =
        value === null ||
        value === undefined ||
        typeof value === 'function' ||
        value instanceof Promise ||
        (Array.isArray(value) && value.some((item) => item instanceof Promise)) ||
        isInvalidDate(value);
      expect([round, kind(value), 'value' in span.attributes]).toEqual([round, kind(value), !left]);
      expect(typeof span.attributes.nested).toBe('string');
      for (const kept of Object.values({ ...span.attributes, ...span.events[0]?.attributes }))
        expectValid(kept);
    }
    expect(complaints).toEqual([]);
    expect(names()).toHaveLength(2_000);
  });
});

// Of thousands of spans the last is the one of the name.
function find2(name: string) {
  const { spans } = tracing;
  const span = spans().at(-1);
  if (span?.name !== name) throw new Error(`Expected ${name}, got ${span?.name}.`);
  return span;
}

function kind(value: unknown): string {
  return Object.prototype.toString.call(value);
}

function isInvalidDate(value: unknown): boolean {
  return value instanceof Date && Number.isNaN(value.getTime());
}

function expectValid(value: unknown): void {
  const types = Array.isArray(value) ? new Set(value.map((item) => typeof item)) : new Set([typeof value]);
  expect(types.size).toBeLessThanOrEqual(1);
  for (const type of types) expect(['string', 'number', 'boolean']).toContain(type);
}

type Random = () => number;

/** Numbers from 0 to 1, the same ones in each run (mulberry32). */
function randomFrom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function oddValue(random: Random, depth: number): object | string | number | null | undefined {
  const inner = () => (depth === 0 ? 'leaf' : oddValue(random, depth - 1));
  const list = () => Array.from({ length: Math.floor(random() * 4) }, inner);
  const makers: (() => unknown)[] = [
    () => 'text',
    () => '\ud800 half a character \u0000',
    () => random() * 1e9,
    () => -0,
    () => Number.NEGATIVE_INFINITY,
    () => random() < 0.5,
    () => BigInt(Math.floor(random() * 1e9)),
    () => Symbol(),
    () => Symbol.iterator,
    () => null,
    () => undefined,
    () => () => inner(),
    () => new Date(random() * 1e15 - 5e14),
    () => new Date(Number.NaN),
    () => new Error('inner', { cause: inner() }),
    () => list(),
    () => [list(), list()],
    () => new Set(list()),
    () => new Map(list().map((item) => [inner(), item])),
    () => ({ [String(random())]: inner(), toJSON: inner }),
    () => ({ toString: inner, a: inner() }),
    () => ({ valueOf: inner, a: inner() }),
    () => Object.freeze({ a: inner(), b: list() }),
    () => Object.create(null, { hidden: { value: inner() }, seen: { value: inner(), enumerable: true } }),
    () => Object.create({ inherited: inner() }),
    () => new Proxy({ a: inner() }, {}),
    () => new WeakMap(),
    () => Promise.resolve(inner()),
    () => new Uint16Array([1, 2]),
    () => Buffer.from('bytes'),
    () => new ArrayBuffer(2),
    () => new DataView(new ArrayBuffer(2)),
    () => new URL('https://example.org'),
    () => Object(Symbol('boxed')),
    () => Object(1n),
    () => globalThis.process.hrtime,
    () => new Intl.NumberFormat('en'),
    () => Array.prototype,
    () => Object.prototype,
    () =>
      (function () {
        // biome-ignore lint/complexity/noArguments: the object itself is what is tested
        return arguments;
      })(),
  ];
  return makers[Math.floor(random() * makers.length)]?.() as object;
}

function withToJSON<T extends object>(value: T): T {
  return Object.defineProperty(value, 'toJSON', { value: () => value });
}
