import { Traced, TracedClass } from 'otel-traced';
import { useTracing } from '../support/tracing';

const tracing = useTracing();

type AnyMethod = (this: unknown, ...args: unknown[]) => unknown;

function Wrapping<T>(original: T): T {
  return function (this: unknown, ...args: unknown[]) {
    return (original as AnyMethod).apply(this, args);
  } as T;
}

describe('TracedClass with Traced and another wrapping decorator, under standard decorators', () => {
  it('C7: gives one span a call where Traced stands above the other', () => {
    @TracedClass()
    class Service {
      @Traced()
      @Wrapping
      work() {
        return 'done';
      }
    }
    expect(new Service().work()).toBe('done');
    expect(tracing.names()).toEqual(['Service.work']);
  });

  it('C7: where the other hides Traced, as the documentation says, each traces the call; nothing else is different', () => {
    @TracedClass()
    class Service {
      @Wrapping
      @Traced('own')
      work() {
        return 'done';
      }
    }
    expect(new Service().work()).toBe('done');
    expect(tracing.names()).toEqual(['own', 'Service.work']);
  });
});

describe('Traced under standard decorators', () => {
  it('C1: adds nothing to the construction of instances', () => {
    class Service {
      @Traced()
      work() {}
    }
    expect(Reflect.ownKeys(new Service())).toEqual([]);
    expect(tracing.spans()).toEqual([]);
  });
});
