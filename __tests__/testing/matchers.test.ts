import { AssertionError } from 'node:assert';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { withSpan } from 'otel-traced';
import { expectSpans, recordTraces, type TraceRecorder } from 'otel-traced/testing';
import { spanMatchers } from 'otel-traced/testing/jest';

expect.extend(spanMatchers);

class CardDeclined extends Error {}

let traces: TraceRecorder;
beforeEach(() => {
  traces = recordTraces();
});
afterEach(() => traces.dispose());

/** place > (reserve, charge!) and ship, which links to place */
function recordOrder(): void {
  const place = trace.getTracer('shop').startActiveSpan('place', (span) => {
    span.setAttributes({ 'order.id': 7, 'order.lines': ['a', 'b'] });
    withSpan('reserve', (reserve) => reserve.addEvent('reserved', { count: 2 }));
    try {
      withSpan('charge', { kind: SpanKind.CLIENT }, () => {
        throw new CardDeclined('card 4711 declined');
      });
    } catch {}
    span.end();
    return span;
  });
  withSpan('ship', { links: [{ context: place.spanContext(), attributes: { reason: 'paid' } }] }, () => {});
}

/** The message with which an assertion fails. */
function failure(assertion: () => void): string {
  try {
    assertion();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the assertion holds');
}

const TREE = `Recorded:
place {order.id=7 order.lines=["a", "b"]}
├─ reserve
│     · reserved {count=2}
└─ charge CLIENT ERROR "card 4711 declined" {error.type="CardDeclined"}
      ! CardDeclined: card 4711 declined (at matchers.test.ts)
ship
   → place {reason="paid"}`;

describe('toHaveSpan()', () => {
  test('finds a span by name and by what it is like', () => {
    recordOrder();
    expect(traces).toHaveSpan('place');
    expect(traces).toHaveSpan(/^pl/);
    expect(traces).toHaveSpan(expect.stringContaining('lac'));
    expect(traces).toHaveSpan((span) => span.kind === SpanKind.CLIENT);
    expect(traces.spans).toHaveSpan('place', { attributes: { 'order.id': 7 } });
    expect(traces).toHaveSpan('place', {
      kind: SpanKind.INTERNAL,
      status: 'UNSET',
      parent: null,
      scope: 'shop',
      ended: true,
      attributes: {
        'order.id': expect.any(Number),
        'order.lines': [expect.any(String), /b/],
        gone: undefined,
      },
    });
    expect(traces).toHaveSpan({
      name: 'charge',
      parent: 'place',
      status: SpanStatusCode.ERROR,
      statusMessage: /declined/,
      failedWith: CardDeclined,
      events: ['exception'],
    });
    expect(traces).toHaveSpan('reserve', {
      parent: traces.get('place'),
      events: [{ name: /^res/, attributes: { count: expect.any(Number) } }],
    });
    expect(traces).toHaveSpan('ship', { links: [traces.get('place')] });
  });

  test.each([
    ['name', { name: 'x' }],
    ['kind', { kind: SpanKind.SERVER }],
    ['status', { status: 'OK' }],
    ['status message', { statusMessage: 'x' }],
    ['attribute', { attributes: { 'order.id': 8 } }],
    ['absent attribute', { attributes: { 'order.id': undefined } }],
    ['array', { attributes: { 'order.lines': ['a'] } }],
    ['asymmetric matcher', { attributes: { 'order.id': expect.any(String) } }],
    ['failure', { failedWith: Error }],
    ['event', { events: ['x'] }],
    ['event attribute', { name: 'reserve', events: [{ name: 'reserved', attributes: { count: 3 } }] }],
    ['link', { links: [{ traceId: '1', spanId: '2', traceFlags: 0 }] }],
    ['parent', { parent: 'x' }],
    ['no parent', { name: 'reserve', parent: null }],
    ['scope', { scope: 'x' }],
    ['ended', { ended: false }],
  ] as const)('a wrong %s keeps a span from fitting', (_what, pattern) => {
    recordOrder();
    expect(traces).not.toHaveSpan({ name: 'place', ...pattern });
    expect(() => expect(traces).toHaveSpan({ name: 'place', ...pattern })).toThrow('Expected a span {');
  });

  test('shows the nearest span with its differences, and the recorded tree', () => {
    recordOrder();
    expect(failure(() => expect(traces).toHaveSpan('plaec', { attributes: { 'order.id': 8 } }))).toBe(
      `Expected a span "plaec" with { attributes: { "order.id": 8 } }.

The nearest is "place":
  name: expected "plaec", got "place"
  attributes["order.id"]: expected 8, got 7

${TREE}`,
    );
    expect(
      failure(() => expect(traces).toHaveSpan('charge', { parent: 'ship', failedWith: 'stolen' })),
    ).toContain(
      `The nearest is "charge":
  error message: expected a text with "stolen" in it, got "card 4711 declined"
  parent: expected "ship", got "place"`,
    );
  });

  test.each([
    ['chareg', 'charge'],
    ['Place', 'place'],
    ['Order.place', 'place'],
    ['shipp', 'ship'],
    ['res', 'reserve'],
  ])('takes for the nearest of %s: %s', (name, nearest) => {
    recordOrder();
    expect(failure(() => expect(traces).toHaveSpan(name))).toContain(`The nearest is "${nearest}":`);
  });

  test('its negative shows what is there', () => {
    recordOrder();
    expect(traces).not.toHaveSpan('refund');
    expect(failure(() => expect(traces).not.toHaveSpan('place'))).toBe(
      `Expected no span "place", but there is a span that fits.\n\n${TREE}`,
    );
  });

  test('does not count a span that is still open, and says so', () => {
    trace.getTracer('x').startSpan('slow');
    expect(traces).not.toHaveSpan('slow');
    expect(traces).toHaveSpan('slow', { ended: false });
    expect(failure(() => expect(traces).toHaveSpan('slow'))).toContain(
      'A span that fits is still open: wait',
    );
  });

  test('says where the spans went when there are none here', () => {
    using other = recordTraces({ isolated: true });
    other.run(() => withSpan('elsewhere', () => {}));
    expect(failure(() => expect(traces).toHaveSpan('elsewhere'))).toMatch(
      /Nothing was recorded here, but there are spans elsewhere:\n {2}1 by the recorder made at __tests__.*matchers\.test\.ts:\d+/,
    );
    expect(failure(() => expect([]).toHaveSpan('x'))).toContain('Nothing was recorded');
  });
});

describe('toHaveSpanTree()', () => {
  test('finds trees anywhere, with others around, in any order', () => {
    recordOrder();
    expect(traces).toHaveSpanTree('reserve');
    expect(traces).toHaveSpanTree({ name: 'place', children: ['charge', 'reserve'] });
    expect(traces).toHaveSpanTree({ name: 'place', children: [/char/] });
    expect(traces).toHaveSpanTree(['ship', { name: 'place', attributes: { 'order.id': 7 } }]);
    expect(traces).not.toHaveSpanTree({ name: 'ship', children: ['charge'] });
    expect(traces).not.toHaveSpanTree(['ship', 'ship']);
    expect(traces).not.toHaveSpanTree({ name: 'place', children: ['charge', 'charge'] });
  });

  test('exact: nothing beyond the tree, at any level', () => {
    recordOrder();
    expect(traces).toHaveSpanTree([{ name: 'place', children: ['charge', 'reserve'] }, 'ship'], {
      exact: true,
    });
    expect(traces).not.toHaveSpanTree({ name: 'place', children: ['charge', 'reserve'] }, { exact: true });
    expect(traces).not.toHaveSpanTree(['place', 'ship'], { exact: true });
  });

  test('ordered: siblings in the order of their start', () => {
    recordOrder();
    expect(traces).toHaveSpanTree({ name: 'place', children: ['reserve', 'charge'] }, { ordered: true });
    expect(traces).not.toHaveSpanTree({ name: 'place', children: ['charge', 'reserve'] }, { ordered: true });
    const both = { exact: true, ordered: true };
    expect(traces).toHaveSpanTree([{ name: 'place', children: ['reserve', 'charge'] }, 'ship'], both);
    expect(traces).not.toHaveSpanTree(['ship', { name: 'place', children: ['reserve', 'charge'] }], both);
  });

  test('gives each pattern a span of its own, also where patterns overlap', () => {
    withSpan('top', () => {
      withSpan('item', { attributes: { n: 1 } }, () => {});
      withSpan('item', () => {});
    });
    const overlapping = ['item', { name: 'item', attributes: { n: 1 } }];
    expect(traces).toHaveSpanTree({ name: 'top', children: overlapping });
    expect(traces).toHaveSpanTree({ name: 'top', children: [...overlapping].reverse() }, { exact: true });
    expect(traces).not.toHaveSpanTree({ name: 'top', children: [...overlapping, 'item'] });
  });

  test('compares each span with each pattern a few times at most, in wide and deep trees that do not fit too', () => {
    const wide = (depth: number): void => {
      for (let index = 0; index < 4; index++) withSpan('n', () => depth > 1 && wide(depth - 1));
    };
    wide(5);
    let comparisons = 0;
    const counted = {
      asymmetricMatch(actual: unknown): boolean {
        comparisons++;
        return actual === 'n';
      },
    };
    const tree = (depth: number, leaf: string): object => ({
      name: depth > 0 ? counted : leaf,
      children: depth > 0 ? [1, 2, 3, 4].map(() => tree(depth - 1, leaf)) : [],
    });
    expect(traces).toHaveSpanTree(tree(4, 'n'));
    expect(traces).not.toHaveSpanTree(tree(4, 'x'));
    expect(failure(() => expect(traces).toHaveSpanTree(tree(4, 'x')))).toContain(
      'below "n": "x" is missing; there: "n"',
    );
    // Three looks at 341 patterns and 1,364 spans; trying each order of the children would take billions.
    expect(comparisons).toBeLessThan(3 * 341 * 1_364);
  });

  test('says what is missing, wrong, out of order or too much', () => {
    recordOrder();
    const place = (...children: object[] | string[]): object => ({ name: 'place', children });
    const lines = (tree: object, options?: object): string[] => {
      const message = failure(() => expect(traces).toHaveSpanTree(tree as never, options));
      return (/Differences:\n([\s\S]*?)\n\n/.exec(message)?.[1] ?? '').split('\n').map((line) => line.trim());
    };
    expect(lines(place('refund'))).toEqual([
      'below "place": "refund" is missing; there: "reserve", "charge"',
    ]);
    expect(lines(place({ name: 'charge', status: 'OK' }))).toEqual([
      '"charge": status: expected OK, got ERROR',
    ]);
    expect(lines(place('charge', 'reserve'), { ordered: true })).toEqual([
      'below "place": "reserve" is out of order',
    ]);
    expect(lines(place('charge'), { exact: true })).toEqual([
      'below "place": "reserve" is not expected',
      'at the top: "ship" is not expected',
    ]);
    expect(lines({ name: 'plaec' })).toEqual(['"place": name: expected "plaec", got "place"']);
    expect(lines({ name: 'refund' })).toEqual([
      'in the recording: "refund" is missing; there: "place", "reserve", "charge", "ship"',
    ]);
    expect(lines({ attributes: { 'order.id': 8 } })).toEqual([
      '"place": attributes["order.id"]: expected 8, got 7',
    ]);
    expect(lines({ name: 'place', attributes: { 'order.id': 1 } })).toEqual([
      '"place": attributes["order.id"]: expected 1, got 7',
    ]);
    expect(failure(() => expect(traces).toHaveSpanTree(place('x')))).toBe(
      `Expected the span tree:\n  "place"\n    "x"\n\nDifferences:\n  below "place": "x" is missing; there: "reserve", "charge"\n\n${TREE}`,
    );
    expect(failure(() => expect(traces).not.toHaveSpanTree('place', { ordered: true }))).toContain(
      'Expected not the span tree, in this order:\n  "place"',
    );
    expect(() => expect(traces).toHaveSpanTree([['place']] as never)).toThrow(
      "toHaveSpanTree() takes a span's name",
    );
  });
});

describe('toHaveAttributes()', () => {
  test('looks at those that are named; at all with only', () => {
    recordOrder();
    const place = traces.get('place');
    expect(place).toHaveAttributes({ 'order.id': expect.any(Number) });
    expect(place).toHaveAttributes({ 'order.id': 7, 'order.lines': ['a', 'b'] }, { only: true });
    expect(place).not.toHaveAttributes({ 'order.id': 7 }, { only: true });
    expect(place).not.toHaveAttributes({ 'order.id': 8 });
    expect(failure(() => expect(place).toHaveAttributes({ 'order.id': 8, x: 1 }, { only: true }))).toBe(
      `Expected the span "place" to have attributes { "order.id": 8, x: 1 } and no others.

  attributes["order.id"]: expected 8, got 7
  attributes["x"]: expected 1, got none
  attributes["order.lines"]: not expected, got ["a", "b"]

${TREE}`,
    );
    expect(failure(() => expect(place).not.toHaveAttributes({ 'order.id': 7 }))).toContain(
      '"place" not to have',
    );
  });

  test('works on the active span, which is open', () => {
    withSpan('now', { attributes: { a: 1 } }, () => expect(trace.getActiveSpan()).toHaveAttributes({ a: 1 }));
  });
});

describe('toHaveFailedWith()', () => {
  test('takes what toThrow takes', () => {
    recordOrder();
    const charge = traces.get('charge');
    expect(charge).toHaveFailedWith();
    expect(charge).toHaveFailedWith('declined');
    expect(charge).toHaveFailedWith(/^card \d+ declined$/);
    expect(charge).toHaveFailedWith(CardDeclined);
    expect(charge).toHaveFailedWith(new CardDeclined('card 4711 declined'));
    expect(charge).toHaveFailedWith(expect.stringContaining('4711'));
    expect(charge).toHaveFailedWith({ type: 'CardDeclined', message: /4711/ });
    expect(charge).not.toHaveFailedWith('stolen');
    expect(charge).not.toHaveFailedWith(TypeError);
    expect(charge).not.toHaveFailedWith(new CardDeclined('declined'));
    expect(charge).not.toHaveFailedWith(new Error('card 4711 declined'));
    expect(charge).not.toHaveFailedWith({ type: 'Error' });
    expect(traces.get('reserve')).not.toHaveFailedWith();
  });

  test('says how the span failed, or that it did not', () => {
    recordOrder();
    expect(failure(() => expect(traces.get('charge')).toHaveFailedWith(new TypeError('x')))).toBe(
      `Expected the span "charge" to have failed with TypeError: x.

  error type: expected "TypeError", got "CardDeclined"
  error message: expected "x", got "card 4711 declined"

${TREE}`,
    );
    expect(failure(() => expect(traces.get('ship')).toHaveFailedWith())).toContain(
      'status: expected ERROR, got UNSET',
    );
    expect(failure(() => expect(traces.get('charge')).not.toHaveFailedWith('card'))).toContain(
      'Expected the span "charge" not to have failed with "card".',
    );
  });

  test('reads the error of an outer span, which has no exception event, from its status and error.type', () => {
    expect(() =>
      withSpan('outer', () =>
        withSpan('inner', () => {
          throw new CardDeclined('no');
        }),
      ),
    ).toThrow();
    expect(traces.get('outer').events).toEqual([]);
    expect(traces.get('outer')).toHaveFailedWith(new CardDeclined('no'));
  });
});

describe('toBeChildOf()', () => {
  test('takes the parent as span, context or name', () => {
    recordOrder();
    const [place, reserve] = [traces.get('place'), traces.get('reserve')];
    expect(reserve).toBeChildOf(place);
    expect(reserve).toBeChildOf(place.spanContext());
    expect(reserve).toBeChildOf('place');
    expect(reserve).toBeChildOf(/pla/);
    expect(reserve).not.toBeChildOf('ship');
    expect(reserve).not.toBeChildOf(reserve);
    expect(place).not.toBeChildOf(reserve);
    expect(failure(() => expect(place).toBeChildOf('ship'))).toContain(
      'parent: expected "ship", got none (a root)',
    );
    expect(failure(() => expect(reserve).not.toBeChildOf(place))).toContain(
      'Expected the span "reserve" not to be a child of the span "place".',
    );
    expect(() => expect(reserve).toBeChildOf(undefined as never)).toThrow('toBeChildOf() takes the parent');
  });
});

describe('toLinkTo()', () => {
  test('takes the linked span, with attributes', () => {
    recordOrder();
    const [place, ship] = [traces.get('place'), traces.get('ship')];
    expect(ship).toLinkTo(place);
    expect(ship).toLinkTo(place.spanContext(), { reason: expect.any(String) });
    expect(ship).not.toLinkTo(place, { reason: 'x' });
    expect(ship).not.toLinkTo(ship);
    expect(place).not.toLinkTo(ship);
    expect(failure(() => expect(ship).toLinkTo(traces.get('charge')))).toContain(
      'Expected the span "ship" to link to the span "charge".\n\nIt links to the span "place".',
    );
    expect(failure(() => expect(place).toLinkTo(ship))).toContain('It links to nothing.');
    expect(failure(() => expect(ship).toLinkTo(place, { reason: 'x' }))).toContain(
      'That link has { reason: "paid" }.',
    );
    expect(failure(() => expect(ship).not.toLinkTo(place))).toContain(
      '"ship" not to link to the span "place".',
    );
    expect(() => expect(ship).toLinkTo('place' as never)).toThrow(
      'toLinkTo() takes the linked span or its span context',
    );
  });
});

describe('toHaveEndedAllSpans()', () => {
  test('names the spans that are open and where they were started', () => {
    recordOrder();
    expect(traces).toHaveEndedAllSpans();
    expect(failure(() => expect(traces).not.toHaveEndedAllSpans())).toContain('but all have ended');
    trace.getTracer('x').startSpan('leak');
    expect(traces).not.toHaveEndedAllSpans();
    expect(failure(() => expect(traces).toHaveEndedAllSpans())).toMatch(
      /Expected all spans to have ended, but still open:\n {2}"leak", started at __tests__\/testing\/matchers\.test\.ts:\d+/,
    );
  });
});

describe('what is no span', () => {
  test.each(['toHaveSpan', 'toHaveSpanTree', 'toHaveEndedAllSpans'] as const)(
    '%s() says what it takes',
    (name) => {
      expect(() => expect('text')[name]('x')).toThrow(
        `${name}() needs what recordTraces() returned, an array of recorded spans or an InMemorySpanExporter, got "text".`,
      );
      expect(() => expect(undefined).not[name]('x')).toThrow('got undefined.');
    },
  );

  test.each(['toHaveAttributes', 'toHaveFailedWith', 'toBeChildOf', 'toLinkTo'] as const)(
    '%s() says what it takes',
    (name) => {
      recordOrder();
      const argument = traces.get('place') as never;
      expect(() => expect(traces)[name](argument)).toThrow(
        'needs one recorded span, got a Recorder: pick one of',
      );
      expect(() => expect(traces.find('nothing')).not[name](argument)).toThrow(
        'needs one recorded span, got undefined.',
      );
    },
  );
});

describe('expectSpans()', () => {
  test('has the same matchers, and throws AssertionErrors', () => {
    recordOrder();
    const [place, reserve, charge, ship] = traces.spans as [never, never, never, never];
    expectSpans(traces).toHaveSpan('place', { attributes: { 'order.id': 7 } });
    expectSpans(traces).toHaveSpanTree({ name: 'place', children: ['charge'] });
    expectSpans(traces).toHaveEndedAllSpans();
    expectSpans(place).toHaveAttributes({ 'order.id': 7 });
    expectSpans(charge).toHaveFailedWith(CardDeclined);
    expectSpans(reserve).toBeChildOf('place');
    expectSpans(ship).toLinkTo(place);
    expectSpans(traces).not.toHaveSpan('x');
    expectSpans(traces).not.toHaveSpanTree('x');
    expectSpans(place).not.toHaveAttributes({ x: 1 });
    expectSpans(place).not.toHaveFailedWith();
    expectSpans(place).not.toBeChildOf(ship);
    expectSpans(place).not.toLinkTo(ship);
    expect(() => expectSpans(traces).toHaveSpan('x')).toThrow(AssertionError);
    expect(() => expectSpans(traces).not.toHaveSpan('place')).toThrow(/^Expected no span "place"/);
    expect(() => expectSpans(traces).not.toHaveEndedAllSpans()).toThrow(AssertionError);
    expect(() => expectSpans(7 as never).toHaveSpan('x')).toThrow(TypeError);
  });
});

describe('what is misspelt', () => {
  test('is refused where no compiler sees it, instead of being left out', () => {
    recordOrder();
    const loose = (value: object): never => value as never;
    expect(() => expect(traces).toHaveSpan('place', loose({ attribute: {} }))).toThrow(
      'A pattern for spans does not know "attribute"; it takes name, kind, attributes, status,',
    );
    expect(() => expect(traces).not.toHaveSpan(loose({ nmae: 'place' }))).toThrow('does not know "nmae"');
    expect(() => traces.find(loose({ nmae: 'place' }))).toThrow('does not know "nmae"');
    const tree = loose({ name: 'place', children: [{ name: 'charge', chidlren: [] }] });
    expect(() => expect(traces).toHaveSpanTree(tree)).toThrow('does not know "chidlren"; it takes');
    expect(() => expect(traces).toHaveSpanTree('place', loose({ exakt: true }))).toThrow(
      'it takes exact, ordered.',
    );
    expect(() => expect(traces.get('place')).toHaveAttributes({}, loose({ onyl: true }))).toThrow(
      'it takes only.',
    );
    expect(() => recordTraces(loose({ determinstic: true }))).toThrow(
      'recordTraces() does not know "determinstic"',
    );
  });
});

describe('the types', () => {
  test('refuse what a matcher does not take', () => {
    recordOrder();
    // @ts-expect-error a pattern has no such field
    expect(() => expect(traces).toHaveSpan('place', { attribute: {} })).toThrow();
    // @ts-expect-error a tree is no number
    expect(() => expect(traces).toHaveSpanTree(7)).toThrow();
    // @ts-expect-error a misspelt option
    expect(() => expect(traces.get('place')).toHaveAttributes({ 'order.id': 7 }, { onyl: true })).toThrow();
    // @ts-expect-error a string has no spans
    expect(() => expectSpans('x').toHaveSpan('x')).toThrow();
  });
});
