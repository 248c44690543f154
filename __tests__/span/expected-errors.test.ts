import { SpanStatusCode } from '@opentelemetry/api';
import { Traced, TracedClass, withSpan } from 'otel-traced';
import { useTracing } from '../support/tracing';

const { spans, find, names } = useTracing();

class OutOfStock extends Error {}

describe('an expected error', () => {
  it('E3: leaves the status unset, records nothing and is thrown all the same', async () => {
    const errorAttributes = jest.fn(() => ({ asked: true }));
    class Stock {
      @Traced({ isError: (error) => !(error instanceof OutOfStock), errorAttributes })
      async reserve(error: unknown): Promise<void> {
        throw error;
      }
    }
    const expected = new OutOfStock('none left');
    await expect(new Stock().reserve(expected)).rejects.toBe(expected);
    const span = find('Stock.reserve');
    expect(span.status).toEqual({ code: SpanStatusCode.UNSET });
    expect(span.attributes).toEqual({});
    expect(span.events).toEqual([]);
    expect(errorAttributes).not.toHaveBeenCalled();
    expect(names()).toEqual(['Stock.reserve']);
  });

  it('E3: does not spare the errors that are none', async () => {
    class Stock {
      @Traced({ isError: (error) => !(error instanceof OutOfStock) })
      reserve(): void {
        throw new RangeError('no such shelf');
      }
    }
    expect(() => new Stock().reserve()).toThrow(RangeError);
    expect(find('Stock.reserve')).toHaveFailedWith();
    expect(names()).toEqual(['Stock.reserve']);
  });

  it('E3: is recorded on the next span out that does not expect it', () => {
    expect(() =>
      withSpan('outer', () =>
        withSpan('inner', { isError: () => false }, () => {
          throw new OutOfStock('none left');
        }),
      ),
    ).toThrow(OutOfStock);
    expect(spans().map(({ name, status, events }) => [name, status.code, events.length])).toEqual([
      ['inner', SpanStatusCode.UNSET, 0],
      ['outer', SpanStatusCode.ERROR, 1],
    ]);
  });

  it('E4: is no success that okStatus marks', () => {
    expect(() =>
      withSpan('expected', { isError: () => false, okStatus: true }, () => {
        throw new OutOfStock('none left');
      }),
    ).toThrow(OutOfStock);
    expect(find('expected').status).toEqual({ code: SpanStatusCode.UNSET });
    expect(names()).toEqual(['expected']);
  });

  it('E3: may be a thrown primitive', () => {
    let seen: unknown = 'not asked';
    const isError = (error: unknown) => {
      seen = error;
      return false;
    };
    let caught: unknown = 'nothing';
    try {
      withSpan('redirect', { isError }, () => {
        throw undefined;
      });
    } catch (error) {
      caught = error;
    }
    expect([seen, caught]).toEqual([undefined, undefined]);
    expect(find('redirect').events).toEqual([]);
    expect(names()).toEqual(['redirect']);
  });

  it.each<[string, () => unknown]>([
    ['nothing', () => undefined],
    ['zero', () => 0],
    [
      'an error',
      () => {
        throw new Error('cannot tell');
      },
    ],
  ])('E3: an isError that answers %s does not make an error an expected one', (_, isError) => {
    expect(() =>
      withSpan('failed', { isError: isError as () => boolean }, () => {
        throw new Error('declined');
      }),
    ).toThrow('declined');
    const span = find('failed');
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: 'declined' });
    expect(span.events).toHaveLength(1);
    expect(names()).toEqual(['failed']);
  });

  it('E3: may be told by `this`, for a whole class', () => {
    @TracedClass({
      isError(this: { tolerant?: boolean }) {
        return !this.tolerant;
      },
    })
    class Reader {
      constructor(readonly tolerant: boolean) {}
      read(): void {
        throw new Error('end of file');
      }
    }
    expect(() => new Reader(true).read()).toThrow('end of file');
    expect(() => new Reader(false).read()).toThrow('end of file');
    expect(spans().map(({ status }) => status.code)).toEqual([SpanStatusCode.UNSET, SpanStatusCode.ERROR]);
    expect(names()).toEqual(['Reader.read', 'Reader.read']);
  });
});

describe('error attributes', () => {
  it('E1: are set on failure, from the error and the arguments', async () => {
    class Payments {
      currency = 'EUR';

      @Traced({
        errorAttributes(error, amount) {
          return { 'payment.code': (error as { code: string }).code, amount, currency: this.currency };
        },
        resultAttributes: () => ({ succeeded: true }),
      })
      async pay(amount: number): Promise<void> {
        throw Object.assign(new Error(`no ${amount}`), { code: 'limit' });
      }
    }
    await expect(new Payments().pay(5)).rejects.toThrow('no 5');
    expect(find('Payments.pay').attributes).toEqual({
      'error.type': 'Error',
      'payment.code': 'limit',
      amount: 5,
      currency: 'EUR',
    });
    expect(names()).toEqual(['Payments.pay']);
  });

  it('E1: may name the error type of the domain', () => {
    expect(() =>
      withSpan('pay', { errorAttributes: () => ({ 'error.type': 'card_declined' }) }, () => {
        throw new Error('declined');
      }),
    ).toThrow('declined');
    expect(find('pay').attributes).toEqual({ 'error.type': 'card_declined' });
    expect(names()).toEqual(['pay']);
  });

  it.each([undefined, null])('E1: may be %s', (none) => {
    expect(() =>
      withSpan('pay', { errorAttributes: () => none }, () => {
        throw new Error('declined');
      }),
    ).toThrow('declined');
    expect(find('pay').attributes).toEqual({ 'error.type': 'Error' });
    expect(names()).toEqual(['pay']);
  });
});
