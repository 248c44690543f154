import type { TracedCall } from '../engine/traced-call.js';
import { isCollection, isIterable, observeIterable } from './iterable.js';
import { isGenerator, observeIterator } from './iterator.js';
import { isThenable, observeThenable } from './lazy-thenable.js';
import { isObservable, observeObservable } from './observable.js';
import { followPromise, isPromise } from './promise.js';
import { observeStream } from './stream.js';

/**
 * Ends the call when the value that it returned completes: at once, or when its promise settles, its query was awaited,
 * its iteration, subscription or stream ends.
 *
 * @returns the call's result for the caller
 */
export function complete(call: TracedCall, value: unknown): unknown {
  if (typeof value !== 'object' ? typeof value !== 'function' : value === null) {
    call.succeed(value);
    return value;
  }
  try {
    return completeObject(call, value as object);
  } catch {
    // A revoked proxy, a getter that throws: it can't be inspected, and is returned as it is.
    call.succeed(value);
    return value;
  }
}

function completeObject(call: TracedCall, value: object): unknown {
  const { each, until } = call.plan.options;
  if ('then' in value) {
    if (isPromise(value))
      return followPromise(
        call,
        value,
        each === undefined && until === undefined ? undefined : completeItems,
      );
    if (isThenable(value)) {
      observeThenable(call, value);
      return value;
    }
  }
  if (isObservable(value)) {
    call.pause();
    return observeObservable(value, call);
  }
  observeItems(call, value);
  return value;
}

/** The same for the value of a promise; nothing in here may disturb the promise. */
function completeItems(call: TracedCall, value: unknown): void {
  try {
    observeItems(call, value);
  } catch {
    call.succeed(value);
  }
}

function observeItems(call: TracedCall, value: unknown): void {
  const { each, until } = call.plan.options;
  if (typeof value !== 'object' || value === null) call.succeed(value);
  else if (until === 'stream' && observeStream(value, call)) return;
  else if (isGenerator(value)) {
    call.pause();
    if (!observeIterator(value, call.plan, () => call)) call.end();
  } else if (each === undefined || !isIterable(value)) call.succeed(value);
  else {
    if (isCollection(value)) call.succeed(value);
    call.pause();
    observeIterable(value, call);
  }
}
