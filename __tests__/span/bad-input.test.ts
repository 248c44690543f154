import { ROOT_CONTEXT } from '@opentelemetry/api';
import {
  createTracing,
  defineConvention,
  instrument,
  SpanAttribute,
  Traced,
  TracedClass,
  traced,
  Untraced,
  withSpan,
} from 'otel-traced';
import { useTracing } from '../support/tracing';

const { names } = useTracing();

// What only a program can do that has got around its types.
const anyTraced = Traced as unknown as (...options: unknown[]) => (...call: unknown[]) => unknown;
const anyClass = TracedClass as unknown as (...options: unknown[]) => (...call: unknown[]) => unknown;
const anyUntraced = Untraced as unknown as () => (...call: unknown[]) => unknown;
const anyAttribute = SpanAttribute as unknown as (...options: unknown[]) => (...call: unknown[]) => unknown;

class Orders {
  place(_order: string, _quantity?: number): void {}
  static open(): void {}
}

const standard = (kind: string, name: string | symbol) => ({
  kind,
  name,
  static: false,
  private: false,
  addInitializer: () => undefined,
});

/** The message of the TypeError that `action` throws. */
function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
    return (error as TypeError).message;
  }
  throw new Error('It was not refused.');
}

/** The methods as two modes have them decorated: `decorate` gets what a decorator is called with. */
const onMethod: [string, () => unknown[]][] = [
  ['legacy', () => [Orders.prototype, 'place', { value: Orders.prototype.place, configurable: true }]],
  ['standard', () => [Orders.prototype.place, standard('method', 'place')]],
];

describe('a decorator in the wrong place', () => {
  const accessor = { get: () => 1, configurable: true };

  it.each<[string, unknown[], RegExp]>([
    [
      'a getter',
      [Orders.prototype, 'total', accessor],
      /Orders\.total: expected a method, got an accessor\. Use withSpan/,
    ],
    [
      'a setter',
      [Orders.prototype, 'total', { set: () => {} }],
      /Orders\.total: expected a method, got an accessor/,
    ],
    [
      'a field',
      [Orders.prototype, 'count', undefined],
      /Orders\.count: expected a method, got a field\. Make it a method/,
    ],
    [
      'a field with a value',
      [Orders.prototype, 'count', { value: 1 }],
      /Orders\.count: .* field.*traced\(\)/,
    ],
    ['a static field', [Orders, 'count', undefined], /Orders\.count: expected a method, got a field/],
    [
      'a parameter',
      [Orders.prototype, 'place', 0],
      /Orders\.place: expected a method, got a parameter\. Use @SpanAttribute/,
    ],
    ['a class', [Orders], /on Orders: expected a method, got a class\. Use @TracedClass/],
    [
      'a standard getter',
      [() => 1, standard('getter', 'total')],
      /on total: expected a method, got a getter\. Use withSpan/,
    ],
    [
      'a standard setter',
      [() => 1, standard('setter', 'total')],
      /on total: expected a method, got a setter/,
    ],
    [
      'a standard accessor',
      [{}, standard('accessor', 'total')],
      /on total: expected a method, got an accessor/,
    ],
    ['a standard field', [undefined, standard('field', 'count')], /on count: expected a method, got a field/],
    ['a standard class', [Orders, standard('class', 'Orders')], /on Orders: expected a method, got a class/],
    ['a symbol', [undefined, standard('field', Symbol('key'))], /on Symbol\(key\): expected a method/],
  ])('T1: @Traced on %s is a TypeError that names it and the remedy', (kind, call, message) => {
    expect(refusal(() => anyTraced()(...call))).toMatch(/^@Traced on /);
    expect(refusal(() => anyTraced()(...call))).toMatch(message);
    expect(refusal(() => anyTraced('name', {})(...call))).toMatch(message);
    expect(refusal(() => anyTraced(...call))).toMatch(message);
    // A whole class can be left out.
    if (!/class/.test(kind)) expect(refusal(() => anyUntraced()(...call))).toMatch(/^@Untraced on /);
    expect(names()).toEqual([]);
  });

  it.each<[string, unknown[], RegExp]>([
    [
      'a method',
      onMethod[0]?.[1]() ?? [],
      /^@TracedClass on Orders\.place: expected a class.* Use @Traced on a method/,
    ],
    ['a standard method', onMethod[1]?.[1]() ?? [], /^@TracedClass on place: expected a class/],
    [
      'a static method',
      [Orders, 'open', { value: Orders.open }],
      /^@TracedClass on Orders\.open: expected a class/,
    ],
    [
      'an accessor',
      [Orders.prototype, 'total', accessor],
      /^@TracedClass on Orders\.total: expected a class/,
    ],
    ['a parameter', [Orders.prototype, 'place', 0], /^@TracedClass on Orders\.place: expected a class/],
  ])('T1: @TracedClass on %s is a TypeError that names it and the remedy', (_, call, message) => {
    expect(refusal(() => anyClass()(...call))).toMatch(message);
    expect(refusal(() => anyClass(...call))).toMatch(message);
    expect(names()).toEqual([]);
  });

  it.each<[string, unknown[], RegExp]>([
    [
      'a method',
      [Orders.prototype, 'place', { value: () => 1 }],
      /^@SpanAttribute on Orders\.place: expected a parameter/,
    ],
    ['a standard method', [() => 1, standard('method', 'place')], /^@SpanAttribute on place: .*args/],
    [
      "a constructor's parameter",
      [Orders, undefined, 0],
      /^@SpanAttribute on Orders: expected a parameter of a method/,
    ],
  ])('T1: @SpanAttribute on %s is a TypeError that names it and the remedy', (_, call, message) => {
    expect(refusal(() => anyAttribute('key')(...call))).toMatch(message);
    expect(names()).toEqual([]);
  });
});

const wrongOptions: [string, unknown, RegExp][] = [
  [
    'an unknown one',
    { atributes: {} },
    /unknown option 'atributes'\. The options are name, kind, attributes/,
  ],
  ['one of a class', { prefix: 'x' }, /unknown option 'prefix'/],
  ['one of every object', JSON.parse('{"__proto__": 1}'), /unknown option '__proto__'/],
  ['no object', 7, /expected an options object, got 7/],
  ['a list', ['name'], /expected an options object, got an array/],
  ['an empty name', { name: '' }, /'name' is ''; expected a non-empty string/],
  ['a name of another kind', { name: Symbol('n') }, /'name' is Symbol\(n\)/],
  ['an unknown kind', { kind: 5 }, /'kind' is 5; expected a SpanKind/],
  ['a kind by name', { kind: 'SERVER' }, /'kind' is 'SERVER'/],
  ['attributes as a list', { attributes: ['a'] }, /'attributes' is an array/],
  ['attributes as text', { attributes: 'a' }, /'attributes' is 'a'/],
  ['args as text', { args: 'id' }, /'args' is 'id'; expected an array of attribute keys/],
  ['args with an empty key', { args: [''] }, /'args' is an array/],
  [
    'resultAttributes as an object',
    { resultAttributes: {} },
    /'resultAttributes' is an object; expected a function/,
  ],
  ['errorAttributes as an object', { errorAttributes: {} }, /'errorAttributes'/],
  ['isError as a class name', { isError: 'NotFound' }, /'isError' is 'NotFound'; expected a function/],
  [
    'exceptions of another kind',
    { exceptions: 'never' },
    /'exceptions' is 'never'; expected 'once', 'every-span' or 'off'/,
  ],
  ['okStatus as text', { okStatus: 'yes' }, /'okStatus' is 'yes'; expected true or false/],
  ['a parent that is no function', { parent: ROOT_CONTEXT }, /'parent' is an object; expected a function/],
  ['an unknown root', { root: 'link' }, /'root' is 'link'; expected true, false or 'linked'/],
  ['links of another kind', { links: {} }, /'links' is an object; expected an array of links/],
  ['inject as a carrier', { inject: {} }, /'inject' is an object; expected a function/],
  ['an unknown span', { span: 'old' }, /'span' is 'old'; expected 'new', 'current' or 'none'/],
  ['each of another kind', { each: true }, /'each' is true/],
  ['enabled as text', { enabled: 'false' }, /'enabled' is 'false'; expected true, false or a function/],
  ['enabled as null', { enabled: null }, /'enabled' is null/],
  ['metrics as text', { metrics: 'all' }, /'metrics' is 'all'; expected true, false/],
  ['metrics with an unknown option', { metrics: { histogram: true } }, /metrics: unknown option 'histogram'/],
];

describe.each(wrongOptions)('options that are wrong: %s', (_, options, message) => {
  it.each(onMethod)('T1: are a TypeError that names @Traced and the method (%s)', (_mode, call) => {
    const refused = refusal(() => anyTraced(options)(...call()));
    expect(refused).toMatch(/^@Traced on (Orders\.)?place[:,] /);
    expect(refused).toMatch(message);
    expect(refusal(() => anyTraced('name', options)(...call()))).toMatch(message);
    expect(names()).toEqual([]);
  });

  it('T1: are a TypeError that names withSpan, traced and the span', () => {
    const refused = refusal(() => withSpan('load', options as object, () => undefined));
    expect(refused).toMatch(/^withSpan\('load'\)[:,] /);
    expect(refused).toMatch(message);
    expect(refusal(() => traced('load', options as object, () => 1))).toMatch(/^traced\('load'\)[:,] /);
    expect(names()).toEqual([]);
  });

  it('T1: are a TypeError that names the class, or the entry in `methods`', () => {
    if (String(message).includes('prefix')) return;
    expect(refusal(() => anyClass(options)(Orders))).toMatch(/^@TracedClass on Orders[:,] /);
    expect(refusal(() => anyClass('prefix', options)(Orders))).toMatch(/^@TracedClass on Orders[:,] /);
    const refused = refusal(() => anyClass({ methods: { place: options } })(Orders));
    expect(refused).toMatch(/^@TracedClass on Orders, methods\.place[:,] /);
    expect(refused).toMatch(message);
    expect(refusal(() => instrument(Orders, options as object))).toMatch(/^instrument\(Orders\)[:,] /);
    expect(refusal(() => defineConvention(options as object))).toMatch(/^defineConvention\(\)[:,] /);
    expect(names()).toEqual([]);
  });
});

describe('options of a scope that are wrong', () => {
  it.each<[string, object, RegExp]>([
    [
      'a switch as text',
      { enabled: 'off' },
      /^createTracing\('scope'\): the option 'enabled' is 'off'; expected true, false/,
    ],
    ['an unknown one', { versoin: '1' }, /^createTracing\('scope'\): unknown option 'versoin'/],
  ])('T1: are a TypeError that names the scope: %s', (_, options, message) => {
    expect(refusal(() => createTracing({ name: 'scope', ...options }))).toMatch(message);
    expect(names()).toEqual([]);
  });
});

describe('options of a class that are wrong', () => {
  it.each<[string, object, RegExp]>([
    ['an empty prefix', { prefix: '' }, /'prefix' is ''; expected a non-empty string/],
    ['include as text', { include: 'place' }, /'include' is 'place'; expected an array of method names/],
    ['exclude as a RegExp', { exclude: /place/ }, /'exclude' is an object/],
    ['statics as a list', { statics: ['open'] }, /'statics' is an array; expected true or false/],
    ['inherited as text', { inherited: 'yes' }, /'inherited' is 'yes'/],
    ['methods as a list', { methods: ['place'] }, /'methods' is an array; expected options by method name/],
    [
      'methods that say true',
      { methods: { place: true } },
      /methods\.place: expected an options object, got true/,
    ],
    [
      'a symbol in methods',
      { methods: { [Symbol('s')]: 7 } },
      /methods\.Symbol\(s\): expected an options object/,
    ],
  ])('T1: are a TypeError that names the class: %s', (_, options, message) => {
    expect(refusal(() => anyClass(options)(Orders))).toMatch(message);
    expect(refusal(() => anyClass(options)(Orders, standard('class', 'Orders')))).toMatch(
      /^@TracedClass on Orders/,
    );
    expect(refusal(() => instrument(Orders, options as object))).toMatch(message);
    expect(refusal(() => createTracing({ name: 'scope', ...options } as { name: string }))).toMatch(
      /^createTracing\('scope'\)/,
    );
    expect(names()).toEqual([]);
  });
});

describe('`args` that is longer than the parameter list', () => {
  const tooLong = { args: ['a', 'b', 'c'] };
  const message = /the option 'args' names 3 arguments, the parameter list has 2\. Leave out the rest\./;

  it.each(onMethod)('T1: is a TypeError that names @Traced and the method (%s)', (_mode, call) => {
    expect(refusal(() => anyTraced(tooLong)(...call()))).toMatch(/^@Traced on (Orders\.)?place: /);
    expect(refusal(() => anyTraced(tooLong)(...call()))).toMatch(message);
    expect(names()).toEqual([]);
  });

  it('T1: is a TypeError of a class, of what is instrumented, of a function', () => {
    expect(refusal(() => anyClass({ methods: { place: tooLong } })(Orders))).toMatch(
      /^@TracedClass on Orders.*place/,
    );
    expect(refusal(() => instrument(Orders, { methods: { place: tooLong as never } }))).toMatch(
      /instrument\(Orders\).*place/,
    );
    expect(refusal(() => traced('sum', tooLong as object, (_a: number, _b: number) => 0))).toMatch(message);
    expect(names()).toEqual([]);
  });

  it('T1: leaves the class as it was', () => {
    const before = Reflect.ownKeys(Orders.prototype).map((key) =>
      Object.getOwnPropertyDescriptor(Orders.prototype, key),
    );
    refusal(() => anyClass({ methods: { place: tooLong } })(Orders));
    expect(
      Reflect.ownKeys(Orders.prototype).map((key) => Object.getOwnPropertyDescriptor(Orders.prototype, key)),
    ).toEqual(before);
    new Orders().place('o-1');
    expect(names()).toEqual([]);
  });
});

describe('names and targets that are wrong', () => {
  it('T1: an empty name is a TypeError wherever one is given', () => {
    for (const [, call] of onMethod) {
      expect(refusal(() => anyTraced('')(...call()))).toMatch(/^@Traced on (Orders\.)?place: .*non-empty/);
    }
    expect(refusal(() => anyClass('')(Orders))).toMatch(/^@TracedClass on Orders: .*non-empty/);
    expect(refusal(() => withSpan('', () => 1))).toMatch(
      /^withSpan\(\): expected a non-empty string, got ''/,
    );
    expect(refusal(() => traced('', () => 1))).toMatch(/name/);
    expect(refusal(() => createTracing({ name: '' }))).toMatch(
      /^createTracing\(\): expected a non-empty string/,
    );
    expect(refusal(() => createTracing(undefined as never))).toMatch(
      /^createTracing\(\): expected a non-empty string/,
    );
    expect(refusal(() => SpanAttribute(''))).toMatch(/^@SpanAttribute\(\): expected a non-empty string/);
    expect(names()).toEqual([]);
  });

  it.each<[string, unknown, RegExp]>([
    ['undefined', undefined, /^instrument\(\): expected a class or an object, got undefined\. .*import/],
    ['null', null, /^instrument\(\): expected a class or an object, got null/],
    ['text', 'Orders', /got Orders/],
    ['an arrow function', () => 1, /got a function\. Use traced\(\)/],
    ['a symbol', Symbol('s'), /got Symbol\(s\)/],
  ])('T1: instrument(%s) is a TypeError that names the remedy', (_, target, message) => {
    expect(refusal(() => instrument(target as object))).toMatch(message);
    expect(names()).toEqual([]);
  });

  it.each<[string, unknown[], RegExp]>([
    ['nothing', [], /^traced\(\): expected a function, got undefined/],
    ['a class', [Orders], /^traced\(\): expected a function, got a class; use TracedClass or instrument/],
    ['a name alone', ['name'], /^traced\(\): expected a function, got 'name'/],
    ['null', ['name', {}, null], /^traced\(\): expected a function, got null/],
  ])('T1: traced(%s) is a TypeError that names the remedy', (_, call, message) => {
    expect(refusal(() => (traced as unknown as (...call: unknown[]) => unknown)(...call))).toMatch(message);
    expect(names()).toEqual([]);
  });

  it.each<[string, unknown[], RegExp]>([
    ['no function', ['load'], /^withSpan\('load'\): expected a function to run in the span, got undefined/],
    [
      'options alone',
      ['load', {}],
      /^withSpan\('load'\): expected a function to run in the span, got an object/,
    ],
    ['a function alone', [() => 1], /^withSpan\(\): expected a non-empty string, got a function/],
    ['an odd object', ['load', {}, Object.create(null)], /got an object/],
  ])('T1: withSpan with %s is a TypeError that names the remedy', (_, call, message) => {
    expect(refusal(() => (withSpan as unknown as (...call: unknown[]) => unknown)(...call))).toMatch(message);
    expect(names()).toEqual([]);
  });
});
