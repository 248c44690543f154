import { runInNewContext } from 'node:vm';
import { SpanStatusCode } from '@opentelemetry/api';
import { recordSpanError, Traced, withSpan } from 'otel-traced';
import type { RecordedSpan } from 'otel-traced/testing';
import { useTracing } from '../support/tracing';

const { find, names } = useTracing();

class Thrower {
  @Traced('throws')
  sync(error: unknown): never {
    throw error;
  }

  @Traced('throws')
  async later(error: unknown): Promise<never> {
    await null;
    throw error;
  }
}

/** The span of a call that threw `error`, which came out of it as the identical value. */
async function spanOf(error: unknown, how: 'sync' | 'later' = 'sync'): Promise<RecordedSpan> {
  let caught: unknown = 'nothing was thrown';
  try {
    await new Thrower()[how](error);
  } catch (thrown) {
    caught = thrown;
  }
  expect(Object.is(caught, error)).toBe(true);
  expect(names()).toEqual(['throws']);
  return find('throws');
}

function exceptionOf(span: RecordedSpan): Record<string, unknown> {
  expect(span.events.map(({ name }) => name)).toEqual(['exception']);
  return { ...span.events[0]?.attributes };
}

class PaymentDeclined extends Error {
  readonly code = 'ECARD';
  override readonly name = 'a name of its own';
}

describe.each(['sync', 'later'] as const)('an error that is thrown (%s)', (how) => {
  it('E1: fails the span with message, class name and stack', async () => {
    const error = new PaymentDeclined('insufficient funds');
    const span = await spanOf(error, how);
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: 'insufficient funds' });
    expect(span.attributes).toEqual({ 'error.type': 'PaymentDeclined' });
    expect(exceptionOf(span)).toEqual({
      'exception.type': 'PaymentDeclined',
      'exception.message': 'insufficient funds',
      'exception.stacktrace': error.stack,
    });
  });

  it('E1: is known by its class, not by its code', async () => {
    const span = await spanOf(Object.assign(new TypeError('refused'), { code: 'ECONNREFUSED' }), how);
    expect(span.attributes['error.type']).toBe('TypeError');
    expect(exceptionOf(span)['exception.type']).toBe('TypeError');
  });

  it.each([
    ['undefined', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a string', 'out of stock', 'out of stock'],
    ['a number', 0, '0'],
    ['NaN', Number.NaN, 'NaN'],
    ['a bigint', 10n, '10'],
    ['false', false, 'false'],
    ['a symbol', Symbol('stop'), 'Symbol(stop)'],
  ])('E2: may be %s', async (_, value, message) => {
    const span = await spanOf(value, how);
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message });
    expect(span.attributes).toEqual({ 'error.type': '_OTHER' });
    expect(exceptionOf(span)).toEqual({ 'exception.type': '_OTHER', 'exception.message': message });
  });

  it('E2: may be an empty string', async () => {
    const span = await spanOf('', how);
    expect(span).toHaveFailedWith();
    expect(exceptionOf(span)['exception.type']).toBe('_OTHER');
  });
});

describe('a thrown object that is no Error', () => {
  it('E2: is known by its class and shown by its message', async () => {
    const span = await spanOf({ message: 'declined', code: 7 });
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: 'declined' });
    expect(exceptionOf(span)).toEqual({ 'exception.type': 'Object', 'exception.message': 'declined' });
  });

  it('E2: is shown as what it holds where it has no message', async () => {
    const span = await spanOf({ reason: 'declined', code: 7 });
    expect(span.status.message).toBe('{"reason":"declined","code":7}');
  });

  it('E2: may have no prototype', async () => {
    const span = await spanOf(Object.assign(Object.create(null), { code: 7 }));
    expect(span.attributes['error.type']).toBe('_OTHER');
    expect(exceptionOf(span)).toEqual({ 'exception.type': '_OTHER', 'exception.message': '{"code":7}' });
  });

  it('E2: may be a function', async () => {
    const span = await spanOf(function stop() {});
    expect(span.attributes['error.type']).toBe('Function');
    expect(exceptionOf(span)).toEqual({ 'exception.type': 'Function' });
  });

  it('E2: may be a list', async () => {
    const span = await spanOf(['no name', 'no address']);
    expect(span.status.message).toBe('no name,no address');
    expect(exceptionOf(span)['exception.type']).toBe('Array');
  });

  it('E2: may be a revoked proxy', async () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const span = await spanOf(proxy);
    expect(span).toHaveFailedWith();
    expect(exceptionOf(span)).toEqual({ 'exception.type': '_OTHER' });
  });

  it('E2: may be a proxy that refuses everything', async () => {
    const refuse = (): never => {
      throw new Error('hands off');
    };
    const span = await spanOf(
      new Proxy({}, { get: refuse, has: refuse, getPrototypeOf: refuse, ownKeys: refuse }),
    );
    expect(exceptionOf(span)['exception.type']).toBe('_OTHER');
  });
});

describe('an Error that is hard to read', () => {
  it('E1: may be frozen', async () => {
    const span = await spanOf(Object.freeze(new RangeError('too far')));
    expect(exceptionOf(span)).toMatchObject({
      'exception.type': 'RangeError',
      'exception.message': 'too far',
    });
  });

  it('E1: may have a message, stack and cause that throw when they are read', async () => {
    class Hostile extends Error {
      override get message(): string {
        throw new Error('no message for you');
      }
      override get stack(): string {
        throw new Error('no stack for you');
      }
      override get cause(): unknown {
        throw new Error('no cause for you');
      }
    }
    const span = await spanOf(Object.create(Hostile.prototype));
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR });
    expect(exceptionOf(span)).toEqual({ 'exception.type': 'Hostile' });
  });

  it.each([
    ['a number', 42, '42'],
    ['an object', { text: 'a' }, '{"text":"a"}'],
    ['null', null, undefined],
    ['a symbol', Symbol('m'), 'Symbol(m)'],
  ])('E1: may have %s for a message', async (_, message, shown) => {
    const span = await spanOf(Object.assign(new Error(), { message }));
    expect(span.status.message).toBe(shown);
    expect(exceptionOf(span)['exception.message']).toBe(shown);
  });

  it('E1: may have no message', async () => {
    const span = await spanOf(new Error());
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR });
    expect(exceptionOf(span)).not.toHaveProperty(['exception.message']);
  });

  it('E1: may be of a class without a name, or of one whose name is no text', async () => {
    const Anonymous = (() => class extends Error {})();
    class Odd extends Error {}
    Object.defineProperty(Odd, 'name', { value: 7 });
    expect((await spanOf(new Anonymous('x'))).attributes['error.type']).toBe('_OTHER');
    withSpan('other', () => recordSpanError(new Odd('x')));
    expect(find('other').attributes['error.type']).toBe('_OTHER');
  });

  it('E1: may come from another realm', async () => {
    const error = runInNewContext("Object.assign(new RangeError('far away'), { code: 'E' })") as Error;
    expect(error).not.toBeInstanceOf(Error);
    const span = await spanOf(error);
    expect(span.status.message).toBe('far away');
    expect(exceptionOf(span)).toEqual({
      'exception.type': 'RangeError',
      'exception.message': 'far away',
      'exception.stacktrace': error.stack,
    });
  });

  it('E1: as a DOMException is known by its name', async () => {
    const span = await spanOf(new DOMException('stopped', 'AbortError'));
    expect(span.attributes['error.type']).toBe('AbortError');
    expect(exceptionOf(span)).toMatchObject({
      'exception.type': 'AbortError',
      'exception.message': 'stopped',
    });
  });

  it('E1: as the reason of an AbortSignal is known by its name', async () => {
    const span = await spanOf(AbortSignal.abort().reason, 'later');
    expect(span.attributes['error.type']).toBe('AbortError');
  });
});

describe('the causes of an error', () => {
  it('E1: stand in the stack trace, from the outermost to the innermost', async () => {
    const root = new RangeError('disk full');
    const middle = new TypeError('write failed', { cause: root });
    const trace = exceptionOf(await spanOf(new Error('order lost', { cause: middle })))[
      'exception.stacktrace'
    ];
    expect(trace).toMatch(
      /^Error: order lost\n[\s\S]*^Caused by: TypeError: write failed\n[\s\S]*^Caused by: RangeError: disk full\n/m,
    );
  });

  it('E1: may go round in a circle', async () => {
    const first: Error & { cause?: unknown } = new Error('first');
    const second = new Error('second', { cause: first });
    first.cause = second;
    const trace = String(exceptionOf(await spanOf(first))['exception.stacktrace']);
    expect(trace.match(/Error: first/g)).toHaveLength(1);
    expect(trace.match(/Caused by: Error: second/g)).toHaveLength(1);
  });

  it('E1: may be the error itself', async () => {
    const error: Error & { cause?: unknown } = new Error('alone');
    error.cause = error;
    expect(exceptionOf(await spanOf(error))['exception.stacktrace']).toBe(error.stack);
  });

  it.each([
    ['a string', 'no route', 'Caused by: no route'],
    ['a number', 0, 'Caused by: 0'],
    ['a symbol', Symbol('why'), 'Caused by: Symbol(why)'],
    ['an object', { code: 7 }, 'Caused by: Object: {"code":7}'],
  ])('E1: may be %s', async (_, cause, line) => {
    const trace = String(exceptionOf(await spanOf(new Error('x', { cause })))['exception.stacktrace']);
    expect(trace.split('\n').at(-1)).toBe(line);
  });

  it('E1: of an AggregateError are all its errors, with their own causes', async () => {
    const error = new AggregateError(
      [new TypeError('one', { cause: new RangeError('deeper') }), 'two', undefined, new Error('three')],
      'all failed',
    );
    const span = await spanOf(error);
    expect(span.attributes['error.type']).toBe('AggregateError');
    expect(exceptionOf(span)['exception.stacktrace']).toMatch(
      /^AggregateError: all failed\n[\s\S]*^Error \[0\]: TypeError: one\n[\s\S]*^Caused by: RangeError: deeper\n[\s\S]*^Error \[1\]: two$\n^Error \[2\]: undefined$\n^Error \[3\]: Error: three\n/m,
    );
  });

  it('E1: of a rejected Promise.any come from the language itself', async () => {
    let caught: unknown;
    await Promise.any([Promise.reject(new Error('a')), Promise.reject(new Error('b'))]).catch((error) => {
      caught = error;
    });
    const trace = exceptionOf(await spanOf(caught, 'later'))['exception.stacktrace'];
    expect(trace).toMatch(/Error \[0\]: Error: a\n[\s\S]*Error \[1\]: Error: b\n/);
  });

  it('E1: of any number and depth are cut, without a failure', async () => {
    let deep = new Error('innermost');
    for (let depth = 0; depth < 20_000; depth++) deep = new Error(`${depth}`, { cause: deep });
    const wide = new AggregateError(Array.from({ length: 20_000 }, (_, index) => new Error(`${index}`)));
    const trace = String(exceptionOf(await spanOf(new AggregateError([deep, wide])))['exception.stacktrace']);
    expect(trace).toContain('Error [0]');
    expect(trace.length).toBeLessThan(200_000);
  });

  it('E1: that name each other through `errors` and `cause` are each told once', async () => {
    const inner = new Error('inner');
    const outer = new AggregateError([inner, inner], 'outer', { cause: inner });
    Object.assign(inner, { cause: outer });
    const trace = String(exceptionOf(await spanOf(outer))['exception.stacktrace']);
    expect(trace.match(/Error: inner/g)).toHaveLength(1);
  });

  it('E1: with lists that cannot be read do not keep the rest from being told', async () => {
    const { proxy, revoke } = Proxy.revocable([], {});
    revoke();
    const error = Object.assign(new Error('odd'), { errors: proxy, cause: new Error('below') });
    expect(exceptionOf(await spanOf(error))['exception.stacktrace']).toContain('Caused by: Error: below');
  });
});
