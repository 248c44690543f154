import type { SpanRun } from '../engine/traced-call.js';
import { isCollection, isIterable, watchIterable } from './iterable.js';
import { isGenerator, watchIterator } from './iterator.js';
import { isThenable, watchThenable } from './lazy-thenable.js';
import { isObservable, watchObservable } from './observable.js';
import { isPromise, settlePromise } from './promise.js';

/**
 * Tells the run how a returned value completes: at once, or when its promise settles, its query was awaited, its
 * iteration or subscription ends. What it returns is the call's result.
 */
export function settle(run: SpanRun, value: unknown): unknown {
  if (typeof value !== 'object' ? typeof value !== 'function' : value === null) {
    run.succeed(value);
    return value;
  }
  try {
    return settleObject(run, value as object);
  } catch {
    // A revoked proxy, a getter that throws: it cannot be looked at, and passes as it is.
    run.succeed(value);
    return value;
  }
}

function settleObject(run: SpanRun, value: object): unknown {
  if ('then' in value) {
    const { each } = run.plan.options;
    if (isPromise(value)) return settlePromise(run, value, each === undefined ? undefined : settleItems);
    if (isThenable(value)) {
      watchThenable(run, value);
      return value;
    }
  }
  if (isObservable(value)) {
    run.pause();
    watchObservable(value, run);
  } else watchItems(run, value);
  return value;
}

/** The same for what a promise came to; nothing here must disturb the promise. */
function settleItems(run: SpanRun, value: unknown): void {
  try {
    watchItems(run, value);
  } catch {
    run.succeed(value);
  }
}

function watchItems(run: SpanRun, value: unknown): void {
  if (typeof value !== 'object' || value === null) run.succeed(value);
  else if (isGenerator(value)) {
    run.pause();
    if (!watchIterator(value, run.plan, () => run)) run.end();
  } else if (run.plan.options.each === undefined || !isIterable(value)) run.succeed(value);
  else {
    if (isCollection(value)) run.succeed(value);
    run.pause();
    watchIterable(value, run);
  }
}
