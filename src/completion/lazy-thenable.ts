import { activeContext, runInContext } from '../context/run-in-context.js';
import type { TracedCall } from '../engine/traced-call.js';
import { nextTurn } from '../shared/next-turn.js';
import { now } from '../shared/platform.js';
import { hasMethod } from './has-method.js';
import { followPromise, isPromise } from './promise.js';

type Then = (onValue?: unknown, onError?: unknown, ...rest: unknown[]) => unknown;

/** Whether `value` can be awaited. A `then` that is a getter is left alone: to read it may be to start the work. */
export function isThenable(value: object): boolean {
  return hasMethod(value, 'then');
}

/** The thenables that may still be awaited in this turn of the event loop. */
const observed = new WeakMap<object, ObservedThenable>();

/**
 * A query builder or the like, which tracedCalls when it is awaited. It is never awaited here: it gets a `then` of its own
 * for the first `await`, which tracedCalls in the span. Where none comes in this turn of the event loop, the span ends as of
 * now and the object is again what it was.
 */
export function observeThenable(call: TracedCall, thenable: object): void {
  let state = observed.get(thenable);
  if (state === undefined) {
    state = new ObservedThenable(thenable);
    if (!state.install()) {
      call.end(); // frozen, or a proxy that keeps its own
      return;
    }
    observed.set(thenable, state);
  }
  state.calls.push({ call, returnedAt: now() });
}

class ObservedThenable {
  /** The calls that returned the thenable in this turn, the innermost first. */
  readonly calls: { readonly call: TracedCall; readonly returnedAt: number }[] = [];

  private readonly before: PropertyDescriptor | undefined;
  private readonly original: Then;
  private readonly firstThen: Then;
  private open = true;
  private cancelTurn = () => {};

  constructor(private readonly thenable: object) {
    const state = this;
    this.before = Reflect.getOwnPropertyDescriptor(thenable, 'then');
    this.original = (thenable as { then: Then }).then;
    this.firstThen = function (this: unknown, ...handlers) {
      return state.open && this === thenable
        ? state.awaitInSpan(handlers)
        : Reflect.apply(state.original, this, handlers);
    };
  }

  install(): boolean {
    const { thenable, before, firstThen } = this;
    const enumerable = before?.enumerable ?? false;
    const property = { value: firstThen, writable: true, enumerable, configurable: true };
    if (!Reflect.defineProperty(thenable, 'then', property)) return false;
    if ((thenable as { then?: unknown }).then !== firstThen) {
      this.close();
      return false;
    }
    this.cancelTurn = nextTurn(() => {
      this.close();
      for (const { call, returnedAt } of this.calls) call.end(returnedAt);
    });
    return true;
  }

  private close(): void {
    const { thenable, before } = this;
    this.open = false;
    this.cancelTurn();
    observed.delete(thenable);
    // Where somebody put another `then` on top, that one stays; it calls ours, which only passes on.
    if (Reflect.getOwnPropertyDescriptor(thenable, 'then')?.value !== this.firstThen) return;
    if (before === undefined) Reflect.deleteProperty(thenable, 'then');
    else Reflect.defineProperty(thenable, 'then', before);
  }

  private awaitInSpan([onValue, onError, ...rest]: unknown[]): unknown {
    this.close();
    const tracedCalls = this.calls.map(({ call }) => call);
    const [{ plan, context }] = tracedCalls as [TracedCall];
    // What comes after the query is the consumer's: it tracedCalls where the consumer stood.
    const consumer = activeContext(plan) ?? context;
    const succeed = (value: unknown) => {
      const settled = tracedCalls.reduce(completeValue, value);
      return typeof onValue === 'function' ? runInContext(consumer, () => onValue(settled), plan) : settled;
    };
    const fail = (error: unknown) => {
      for (const call of tracedCalls) call.fail(error);
      if (typeof onError !== 'function') throw error;
      return runInContext(consumer, () => onError(error), plan);
    };
    try {
      const start = () => Reflect.apply(this.original, this.thenable, [succeed, fail, ...rest]);
      return runInContext(context, start, plan);
    } catch (error) {
      for (const call of tracedCalls) call.fail(error);
      throw error;
    }
  }
}

/** What a thenable hands on is a value, as it should be, or one more promise to wait for. */
function completeValue(value: unknown, call: TracedCall): unknown {
  if (typeof value === 'object' && value !== null && isPromise(value)) return followPromise(call, value);
  call.succeed(value);
  return value;
}
