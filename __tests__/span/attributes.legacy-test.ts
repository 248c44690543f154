import 'reflect-metadata';
import { instrument, SpanAttribute, Traced, TracedClass } from 'otel-traced';
import { useTracing } from '../support/tracing';

const { find, names } = useTracing();

describe('parameters that are attributes', () => {
  it('A2: are recorded under their key, or under their name', () => {
    class Orders {
      @Traced()
      place(@SpanAttribute('order.id') _id: string, _card: string, @SpanAttribute() _quantity = 1): void {}
    }
    new Orders().place('o-1', '4111', 3);
    expect(find('Orders.place').attributes).toEqual({ 'order.id': 'o-1', _quantity: 3 });
    expect(names()).toEqual(['Orders.place']);
  });

  it('A2: are recorded of a decorated class, of statics and of an instrumented class', () => {
    @TracedClass({ statics: true })
    class Orders {
      place(@SpanAttribute('order.id') _id: string): void {}
      static open(@SpanAttribute('shop') _shop: string): void {}
    }
    class Client {
      send(@SpanAttribute('to') _to: string): void {}
    }
    const restore = instrument(Client);
    new Orders().place('o-1');
    Orders.open('s-1');
    new Client().send('a');
    restore();
    expect(find('Orders.place').attributes).toEqual({ 'order.id': 'o-1' });
    expect(find('Orders.open').attributes).toEqual({ shop: 's-1' });
    expect(find('Client.send').attributes).toEqual({ to: 'a' });
    expect(names()).toEqual(['Orders.place', 'Orders.open', 'Client.send']);
  });

  it('A2: give way to the option args, position by position', () => {
    class Orders {
      @Traced({ args: ['from.args', null] })
      place(@SpanAttribute('from.parameter') _a: string, @SpanAttribute('kept') _b: string): void {}
    }
    new Orders().place('1', '2');
    expect(find('Orders.place').attributes).toMatchObject({ 'from.args': '1' });
    expect(names()).toEqual(['Orders.place']);
  });

  it('A2: are those of the method that declares them, not of an override', () => {
    class Base {
      @Traced()
      run(@SpanAttribute('base') _value: string): void {}
    }
    class Derived extends Base {
      @Traced()
      override run(_value: string): void {
        super.run('from derived');
      }
    }
    new Derived().run('secret');
    expect(find('Derived.run').attributes).toEqual({});
    expect(find('Base.run').attributes).toEqual({ base: 'from derived' });
    expect(names()).toEqual(['Base.run', 'Derived.run']);
  });

  it('A2: are recorded of a method below another decorator', () => {
    const above = (_target: object, _key: string, descriptor: PropertyDescriptor) => {
      const original = descriptor.value as (...args: unknown[]) => unknown;
      descriptor.value = function (this: unknown, ...args: unknown[]) {
        return original.apply(this, args);
      };
    };
    class Orders {
      @above
      @Traced()
      place(@SpanAttribute('order.id') _id: string): void {}

      @Traced()
      @above
      cancel(@SpanAttribute('order.id') _id: string, @SpanAttribute() _reason: string): void {}
    }
    new Orders().place('o-1');
    new Orders().cancel('o-2', 'late');
    expect(find('Orders.place').attributes).toEqual({ 'order.id': 'o-1' });
    expect(find('Orders.cancel').attributes).toMatchObject({ 'order.id': 'o-2' });
    expect(names()).toEqual(['Orders.place', 'Orders.cancel']);
  });

  it('A2: with symbols for method names are recorded too', () => {
    const run = Symbol('run');
    class Job {
      @Traced()
      [run](@SpanAttribute('job.id') _id: string): void {}
    }
    new Job()[run]('j-1');
    expect(find('Job[run]').attributes).toEqual({ 'job.id': 'j-1' });
    expect(names()).toEqual(['Job[run]']);
  });

  it('A2: are told their names apart from all that default values may hold', () => {
    class Odd {
      @Traced()
      call(
        _first: unknown = /[)"'/\](]\)/.test(')') ? '),' : `)${'}'},${`(`}`,
        { _inside = 2 } = {},
        @SpanAttribute() _third: string = [')', "'"].join(','), // ), _comment
        @SpanAttribute() /* _other, */ _fourth = 8 / 2 / 1,
        @SpanAttribute()
        ..._rest: number[]
      ): void {}
    }
    new Odd().call(1, {}, '3', 4, 5);
    expect(find('Odd.call').attributes).toEqual({ _third: '3', _fourth: 4, _rest: 5 });
    expect(names()).toEqual(['Odd.call']);
  });
});
