import { activeContext, runInContext } from '../context/run-in-context.js';
import type { SpanRun } from '../engine/traced-call.js';
import { nextTurn } from '../shared/next-turn.js';
import { now } from '../shared/platform.js';
import { hasMethod } from './has-method.js';
import { isPromise, settlePromise } from './promise.js';

type Then = (onValue?: unknown, onError?: unknown, ...rest: unknown[]) => unknown;

/** Whether `value` can be awaited. A `then` that is a getter is left alone: to read it may be to start the work. */
export function isThenable(value: object): boolean {
  return hasMethod(value, 'then');
}

/** The thenables that may still be awaited in this turn of the event loop. */
const watches = new WeakMap<object, AwaitWatch>();

/**
 * A query builder or the like, which runs when it is awaited. It is never awaited here: it gets a `then` of its own
 * for the first `await`, which runs in the span. Where none comes in this turn of the event loop, the span ends as of
 * now and the object is again what it was.
 */
export function watchThenable(run: SpanRun, thenable: object): void {
  let watch = watches.get(thenable);
  if (watch === undefined) {
    watch = new AwaitWatch(thenable);
    if (!watch.install()) {
      run.end(); // frozen, or a proxy that keeps its own
      return;
    }
    watches.set(thenable, watch);
  }
  watch.calls.push({ run, returnedAt: now() });
}

class AwaitWatch {
  /** The calls that returned the thenable in this turn, the innermost first. */
  readonly calls: { readonly run: SpanRun; readonly returnedAt: number }[] = [];

  private readonly before: PropertyDescriptor | undefined;
  private readonly original: Then;
  private readonly firstThen: Then;
  private open = true;
  private cancelTurn = () => {};

  constructor(private readonly thenable: object) {
    const watch = this;
    this.before = Reflect.getOwnPropertyDescriptor(thenable, 'then');
    this.original = (thenable as { then: Then }).then;
    this.firstThen = function (this: unknown, ...handlers) {
      return watch.open && this === thenable
        ? watch.awaitInSpan(handlers)
        : Reflect.apply(watch.original, this, handlers);
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
      for (const { run, returnedAt } of this.calls) run.end(returnedAt);
    });
    return true;
  }

  private close(): void {
    const { thenable, before } = this;
    this.open = false;
    this.cancelTurn();
    watches.delete(thenable);
    // Where somebody put another `then` on top, that one stays; it calls ours, which only passes on.
    if (Reflect.getOwnPropertyDescriptor(thenable, 'then')?.value !== this.firstThen) return;
    if (before === undefined) Reflect.deleteProperty(thenable, 'then');
    else Reflect.defineProperty(thenable, 'then', before);
  }

  private awaitInSpan([onValue, onError, ...rest]: unknown[]): unknown {
    this.close();
    const runs = this.calls.map(({ run }) => run);
    const [{ plan, context }] = runs as [SpanRun];
    // What comes after the query is the consumer's: it runs where the consumer stood.
    const consumer = activeContext(plan) ?? context;
    const succeed = (value: unknown) => {
      const settled = runs.reduce(settleValue, value);
      return typeof onValue === 'function' ? runInContext(consumer, () => onValue(settled), plan) : settled;
    };
    const fail = (error: unknown) => {
      for (const run of runs) run.fail(error);
      if (typeof onError !== 'function') throw error;
      return runInContext(consumer, () => onError(error), plan);
    };
    try {
      const start = () => Reflect.apply(this.original, this.thenable, [succeed, fail, ...rest]);
      return runInContext(context, start, plan);
    } catch (error) {
      for (const run of runs) run.fail(error);
      throw error;
    }
  }
}

/** What a thenable hands on is a value, as it should be, or one more promise to wait for. */
function settleValue(value: unknown, run: SpanRun): unknown {
  if (typeof value === 'object' && value !== null && isPromise(value)) return settlePromise(run, value);
  run.succeed(value);
  return value;
}
