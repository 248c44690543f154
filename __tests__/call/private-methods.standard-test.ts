import { configureTracing, Traced, TracedClass } from 'otel-traced';
import { useTracing } from '../support/tracing';

const tracing = useTracing();

class Vault {
  @Traced()
  #open(key: string): string {
    return `${key} opened`;
  }

  @Traced()
  static #build(): string {
    return 'built';
  }

  @Traced()
  async *#drain(): AsyncGenerator<number> {
    yield 1;
  }

  open(key: string): string {
    return this.#open(key);
  }

  drain(): AsyncGenerator<number> {
    return this.#drain();
  }

  static build(): string {
    return Vault.#build();
  }
}

describe('a #private method', () => {
  it('C1: does what it does, static ones too', async () => {
    expect(new Vault().open('key')).toBe('key opened');
    expect(Vault.build()).toBe('built');
    for await (const value of new Vault().drain()) expect(value).toBe(1);
    expect(tracing.names()).toEqual(['Vault.#open', 'Vault.#build', 'Vault.#drain']);
  });

  it('C7: a decorated class leaves it to its own decorator', () => {
    @TracedClass()
    class Safe {
      #plain() {
        return 1;
      }
      @Traced()
      #traced() {
        return 2;
      }
      both() {
        return this.#plain() + this.#traced();
      }
    }
    expect(new Safe().both()).toBe(3);
    expect(tracing.names()).toEqual(['Safe.#traced', 'Safe.both']);
  });

  it('C8: is reported under its whole name, by the class of its first receiver', () => {
    const onInternalError = jest.fn();
    configureTracing({ onInternalError });
    class Safe {
      @Traced({
        attributes: () => {
          throw new Error('inside tracing');
        },
      })
      #open() {
        return 'opened';
      }
      open() {
        return this.#open();
      }
    }
    expect(new Safe().open()).toBe('opened');
    expect(onInternalError).toHaveBeenCalledWith(new Error('inside tracing'), { method: 'Safe.#open' });
    expect(tracing.names()).toEqual(['Safe.#open']);
  });
});
