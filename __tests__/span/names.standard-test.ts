import { Traced } from 'otel-traced';
import { useTracing } from '../support/tracing';

const { names } = useTracing();

describe('the default name of a span, where only standard decorators go', () => {
  it('N1: of a private method is the class and #name', () => {
    class Safe {
      open(): void {
        this.#turn();
        Safe.#count();
      }

      @Traced()
      #turn(): void {}

      @Traced()
      static #count(): void {}
    }
    new Safe().open();
    expect(names()).toEqual(['Safe.#turn', 'Safe.#count']);
  });

  it('N1: of a private method may be that of the receiver through a subclass', () => {
    class Safe {
      open(): void {
        this.#turn();
      }

      @Traced()
      #turn(): void {}
    }
    class BankSafe extends Safe {}
    new BankSafe().open();
    new Safe().open();
    expect(names()).toEqual([expect.stringMatching(/^(Bank)?Safe\.#turn$/), 'Safe.#turn']);
  });

  it('N1: in a class expression is that of the variable, and the method alone where there is none', () => {
    const Named = class {
      @Traced()
      run(): void {}
    };
    new Named().run();
    new ((() =>
      class {
        @Traced()
        run(): void {}
      })())().run();
    expect(names()).toEqual(['Named.run', 'run']);
  });

  it('N1: of a detached method that was never called on an instance is the method alone', () => {
    class Clock {
      @Traced()
      now(this: unknown): number {
        return 0;
      }
    }
    const { now } = new Clock();
    now();
    new Clock().now();
    now();
    expect(names()).toEqual(['now', 'Clock.now', 'Clock.now']);
  });
});
