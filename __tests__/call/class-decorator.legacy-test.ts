import { Traced, TracedClass } from 'otel-traced';
import { useTracing } from '../support/tracing';

const tracing = useTracing();

const Wrapping: MethodDecorator = (_target, _key, descriptor: PropertyDescriptor) => {
  const original = descriptor.value;
  descriptor.value = function (this: unknown, ...args: unknown[]) {
    return original.apply(this, args);
  };
};

describe('TracedClass with Traced under another wrapping decorator', () => {
  it('C7: gives one span a call, with the options of both', () => {
    @TracedClass({ attributes: { of: 'class' } })
    class Service {
      @Wrapping
      @Traced({ attributes: { own: true } })
      work() {
        return 'done';
      }
    }
    expect(new Service().work()).toBe('done');
    expect(tracing.find('Service.work').attributes).toEqual({ of: 'class', own: true });
    expect(tracing.spans()).toHaveLength(1);
  });

  it('C7: on base and derived, with super', () => {
    @TracedClass()
    class Base {
      @Wrapping
      @Traced()
      work(): string {
        return 'base';
      }
    }
    @TracedClass()
    class Derived extends Base {
      @Wrapping
      @Traced()
      override work(): string {
        return `derived ${super.work()}`;
      }
    }
    expect(new Derived().work()).toBe('derived base');
    expect(tracing.names()).toEqual(['Base.work', 'Derived.work']);
  });

  it('C1: a decorator called by hand traces the method in place', () => {
    class Service {
      work() {
        return 'done';
      }
    }
    const decorate = Traced() as unknown as (target: object, key: string) => void;
    decorate(Service.prototype, 'work');
    expect(new Service().work()).toBe('done');
    expect(tracing.names()).toEqual(['Service.work']);
  });
});
