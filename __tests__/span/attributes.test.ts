import { SamplingDecision, SpanKind } from '@opentelemetry/api';
import type { Sampler } from '@opentelemetry/sdk-trace';
import { Traced, TracedClass, traced, withSpan } from 'otel-traced';
import { useTracing } from '../support/tracing';

const sampled: [name: string, attributes: object][] = [];
const sampler: Sampler = {
  shouldSample: (_context, _traceId, name, _kind, attributes) => {
    sampled.push([name, { ...attributes }]);
    const decision = name.startsWith('dropped')
      ? SamplingDecision.NOT_RECORD
      : SamplingDecision.RECORD_AND_SAMPLED;
    return { decision };
  },
  toString: () => 'test',
};
const { find, names } = useTracing({ sampler });

beforeEach(() => {
  sampled.length = 0;
});

interface Order {
  id: string;
  lines: number[];
}

const order: Order = { id: 'o-1', lines: [1, 2] };

describe('attributes', () => {
  it('A2: of arguments and result are recorded only where they are asked for', async () => {
    class Orders {
      @Traced()
      async place(_order: Order, _card: string): Promise<{ receipt: string }> {
        return { receipt: 'secret' };
      }
    }
    await new Orders().place(order, '4111 1111');
    const { attributes, events, links } = find('Orders.place');
    expect({ attributes, events, links }).toEqual({ attributes: {}, events: [], links: [] });
    expect(names()).toEqual(['Orders.place']);
  });

  it('A2: of a call that fails do not hold its arguments either', () => {
    class Cards {
      @Traced()
      check(_card: string): never {
        throw new Error('declined');
      }
    }
    expect(() => new Cards().check('4111 1111')).toThrow('declined');
    const span = find('Cards.check');
    expect(JSON.stringify([span.attributes, span.events, span.status])).not.toContain('4111');
    expect(names()).toEqual(['Cards.check']);
  });

  it('A2: that do not change are seen by the sampler', () => {
    class Orders {
      @Traced({ attributes: { component: 'orders', retries: 3, tags: ['a', 'b'] } })
      place(): void {}
    }
    new Orders().place();
    const attributes = { component: 'orders', retries: 3, tags: ['a', 'b'] };
    expect(sampled).toEqual([['Orders.place', attributes]]);
    expect(find('Orders.place').attributes).toEqual(attributes);
    expect(names()).toEqual(['Orders.place']);
  });

  it('A2: by a function come from `this` and the arguments', () => {
    class Orders {
      region = 'eu';

      @Traced({
        attributes(placed, quantity) {
          return { 'order.id': placed.id, quantity, region: this.region };
        },
      })
      place(placed: Order, quantity = 1): string {
        return placed.id + quantity;
      }
    }
    new Orders().place(order, 2);
    expect(find('Orders.place').attributes).toEqual({ 'order.id': 'o-1', quantity: 2, region: 'eu' });
    expect(sampled).toEqual([['Orders.place', {}]]);
    expect(names()).toEqual(['Orders.place']);
  });

  it('A2: by a function are not asked for where the span does not record', () => {
    const ask = jest.fn(() => ({ asked: true }));
    const asked = { attributes: ask, resultAttributes: ask, errorAttributes: ask };
    expect(traced('dropped', asked, () => 1)()).toBe(1);
    expect(() =>
      withSpan('dropped too', asked, () => {
        throw new Error('declined');
      }),
    ).toThrow('declined');
    expect(ask).not.toHaveBeenCalled();
    expect(names()).toEqual([]);
  });

  it.each([undefined, null])('A2: by a function may be %s', (none) => {
    withSpan('call', { attributes: () => none, resultAttributes: () => none }, () => 1);
    expect(find('call').attributes).toEqual({});
    expect(names()).toEqual(['call']);
  });

  it('A2: are as the method found its arguments, whatever it makes of them', () => {
    class Sorter {
      @Traced({ attributes: (values) => ({ values }) })
      sort(values: number[]): number[] {
        return values.sort();
      }
    }
    new Sorter().sort([3, 1, 2]);
    expect(find('Sorter.sort').attributes).toEqual({ values: [3, 1, 2] });
    expect(names()).toEqual(['Sorter.sort']);
  });

  it('A2: of the result are known after success', async () => {
    class Orders {
      shop = 's-1';

      @Traced({
        resultAttributes(receipt, placed) {
          return { receipt: receipt.number, lines: placed.lines.length, shop: this.shop };
        },
      })
      async place(_placed: Order): Promise<{ number: number }> {
        return { number: 7 };
      }
    }
    await new Orders().place(order);
    expect(find('Orders.place').attributes).toEqual({ receipt: 7, lines: 2, shop: 's-1' });
    expect(names()).toEqual(['Orders.place']);
  });

  it('A2: of the result are not asked for after a failure', () => {
    const resultAttributes = jest.fn(() => ({}));
    expect(() =>
      withSpan('call', { resultAttributes }, () => {
        throw new Error('declined');
      }),
    ).toThrow('declined');
    expect(resultAttributes).not.toHaveBeenCalled();
    expect(names()).toEqual(['call']);
  });

  it('A2: of the result of a method that gives nothing get undefined', () => {
    const resultAttributes = jest.fn((result: unknown) => ({ none: result === undefined }));
    class Orders {
      @Traced({ resultAttributes })
      cancel(): void {}
    }
    new Orders().cancel();
    expect(find('Orders.cancel').attributes).toEqual({ none: true });
    expect(names()).toEqual(['Orders.cancel']);
  });
});

describe('arguments that are asked for by position', () => {
  class Mailer {
    @Traced({ args: ['mail.to', null, 'mail.priority'] })
    send(_to: string, _body: string, _priority?: number, ..._rest: string[]): void {}

    // biome-ignore lint/suspicious/noSparseArray: a hole is what is tested
    @Traced({ args: [, 'mail.body'] })
    draft(_to: string, _body: string): void {}

    @Traced({ args: ['first', 'second', 'third'] })
    many(..._values: unknown[]): void {}

    @Traced({ args: ['to'], attributes: () => ({ to: 'callback' }) })
    both(_to: string): void {}
  }

  it('A2: are recorded under their keys, null leaves one out', () => {
    new Mailer().send('a@example.org', 'hello', 2, 'more');
    expect(find('Mailer.send').attributes).toEqual({ 'mail.to': 'a@example.org', 'mail.priority': 2 });
    expect(names()).toEqual(['Mailer.send']);
  });

  it('A2: are left out where they are not given', () => {
    new Mailer().send('a@example.org', 'hello');
    expect(find('Mailer.send').attributes).toEqual({ 'mail.to': 'a@example.org' });
    expect(names()).toEqual(['Mailer.send']);
  });

  it('A2: may have holes', () => {
    new Mailer().draft('a@example.org', 'hello');
    expect(find('Mailer.draft').attributes).toEqual({ 'mail.body': 'hello' });
    expect(names()).toEqual(['Mailer.draft']);
  });

  it('A2: may be those of a rest parameter', () => {
    new Mailer().many('a', null, 3, 'unnamed');
    expect(find('Mailer.many').attributes).toEqual({ first: 'a', third: 3 });
    expect(names()).toEqual(['Mailer.many']);
  });

  it('A2: give way to what the callback says under the same key', () => {
    new Mailer().both('argument');
    expect(find('Mailer.both').attributes).toEqual({ to: 'callback' });
    expect(names()).toEqual(['Mailer.both']);
  });

  it('A2: may be those of methods with default values, destructuring and comments', () => {
    class Odd {
      @Traced({ args: ['a', 'b', 'c', 'd'] })
      call(
        a = ")('",
        { b } = { b: [1, { c: ',' }] }, // a comment with a ) and a ,
        c = /[)"'\](]/.test(a) ? `${b.length})` : ((x: string) => `,${x}(`)(a),
        d: string = [a, c].join(','),
      ): string {
        return d;
      }
    }
    new Odd().call('1', undefined, '3', '4');
    expect(find('Odd.call').attributes).toEqual({ a: '1', c: '3', d: '4' });
    expect(names()).toEqual(['Odd.call']);
  });

  it('A2: may be those of a function that reads `arguments`', () => {
    const sum = traced('sum', { args: ['a', 'b'] as never }, function (_a?: number, _b?: number): number {
      // biome-ignore lint/complexity/noArguments: what compilers for old targets make of default values
      return (arguments[0] as number) + (arguments[1] as number);
    });
    expect(sum(1, 2)).toBe(3);
    const compiled = new Function('a', 'return a + (arguments.length > 1 ? arguments[1] : 0)');
    expect(
      traced('compiled', { args: ['a', 'b'] as never }, compiled as (...args: number[]) => number)(1, 2),
    ).toBe(3);
    expect(find('compiled').attributes).toEqual({ a: 1, b: 2 });
    expect(names()).toEqual(['sum', 'compiled']);
  });
});

describe('the kind of a span', () => {
  it('N1: is internal unless it is said', () => {
    withSpan('internal', () => undefined);
    withSpan('server', { kind: SpanKind.SERVER }, () => undefined);
    expect([find('internal').kind, find('server').kind]).toEqual([SpanKind.INTERNAL, SpanKind.SERVER]);
    expect(names()).toEqual(['internal', 'server']);
  });
});

describe('attributes of several levels', () => {
  it('A2: that do not change are merged key by key, the stronger level wins', () => {
    @TracedClass({
      attributes: { level: 'class', class: true },
      methods: { place: { attributes: { level: 'methods', methods: true } } },
    })
    class Orders {
      @Traced({ attributes: { level: 'own', own: true } })
      place(): void {}
    }
    new Orders().place();
    expect(find('Orders.place').attributes).toEqual({ level: 'own', class: true, methods: true, own: true });
    expect(sampled).toHaveLength(1);
    expect(names()).toEqual(['Orders.place']);
  });

  it("A2: by a class's function give way to those that the method says itself", () => {
    @TracedClass({ attributes: () => ({ level: 'class', class: true }) })
    class Orders {
      @Traced({ attributes: { level: 'own', own: true } })
      place(): void {}
    }
    new Orders().place();
    expect(find('Orders.place').attributes).toEqual({ level: 'own', class: true, own: true });
    expect(names()).toEqual(['Orders.place']);
  });

  it("A2: by the method's function stand over those that the class says", () => {
    @TracedClass({ attributes: { level: 'class', class: true } })
    class Orders {
      @Traced({ attributes: () => ({ level: 'own', own: true }) })
      place(): void {}
    }
    new Orders().place();
    expect(find('Orders.place').attributes).toEqual({ level: 'own', class: true, own: true });
    expect(names()).toEqual(['Orders.place']);
  });
});
