import { context } from '@opentelemetry/api';
import { nextTurn } from '../next-turn.js';
import { now } from '../platform.js';
import { runInContext, type SpanRun } from '../run-in-span.js';

type Then = (onValue?: unknown, onError?: unknown, ...rest: unknown[]) => unknown;

/**
 * The `then` of a thenable; `undefined` where there is none. Mock proxies answer every `get` with a function: what no
 * object of the prototype chain declares does not count.
 */
export function thenOf(value: object): Then | undefined {
  for (let owner: object | null = value; owner !== null; owner = Object.getPrototypeOf(owner)) {
    const descriptor = Reflect.getOwnPropertyDescriptor(owner, 'then');
    if (descriptor === undefined) continue;
    const then: unknown = 'value' in descriptor ? descriptor.value : (value as { then?: unknown }).then;
    return typeof then === 'function' ? (then as Then) : undefined;
  }
  return undefined;
}

/**
 * A query builder or the like, which runs when it is awaited. It is never awaited here: it gets a `then` of its own
 * for the first `await`, which runs in the span. Where none comes in this turn of the event loop, the span ends as of
 * now and the object is again what it was.
 */
export function watchThenable(run: SpanRun, thenable: object, then: Then): void {
  const before = Reflect.getOwnPropertyDescriptor(thenable, 'then');
  const returnedAt = now();
  let waiting = true;
  let cancelTurn = () => {};

  const restore = () => {
    waiting = false;
    // Where somebody put another `then` on top, that one stays; it calls this one, which only passes on.
    if (Reflect.getOwnPropertyDescriptor(thenable, 'then')?.value !== firstThen) return;
    if (before === undefined) Reflect.deleteProperty(thenable, 'then');
    else Reflect.defineProperty(thenable, 'then', before);
  };

  function firstThen(this: unknown, ...handlers: unknown[]): unknown {
    if (!waiting || this !== thenable) return Reflect.apply(then, this, handlers);
    cancelTurn();
    restore();
    return awaitInSpan(run, thenable, then, handlers);
  }

  Reflect.defineProperty(thenable, 'then', {
    value: firstThen,
    writable: true,
    enumerable: false,
    configurable: true,
  });
  if ((thenable as { then?: unknown }).then !== firstThen) {
    run.end(); // frozen, or a proxy that keeps its own
    return;
  }
  cancelTurn = nextTurn(() => {
    restore();
    run.end(returnedAt);
  });
}

function awaitInSpan(
  run: SpanRun,
  thenable: object,
  then: Then,
  [onValue, onError, ...rest]: unknown[],
): unknown {
  const consumer = context.active();
  // What comes after the query is the consumer's: it runs where the consumer stood.
  const succeed = (value: unknown) => {
    run.succeed(value);
    return typeof onValue === 'function' ? runInContext(consumer, () => onValue(value), run.plan) : value;
  };
  const fail = (error: unknown) => {
    run.fail(error);
    if (typeof onError !== 'function') throw error;
    return runInContext(consumer, () => onError(error), run.plan);
  };
  try {
    return runInContext(run.context, () => Reflect.apply(then, thenable, [succeed, fail, ...rest]), run.plan);
  } catch (error) {
    run.fail(error);
    throw error;
  }
}
