import type { SpanRun } from '../engine/traced-call.js';
import { type Callable, isNative } from '../shared/function-kinds.js';

/**
 * Whether `value` is a promise that its own realm settles: one whose `then` is its realm's. A promise with a `then` of
 * its own may be lazy; it is left to be treated as such.
 */
export function isPromise(value: object): value is Promise<unknown> {
  // Asked anew each time: what follows promises (zones, debuggers) may have patched it since.
  if (value instanceof Promise) return value.then === Promise.prototype.then;
  return (
    'then' in value && Object.prototype.toString.call(value) === '[object Promise]' && isForeignPromise(value)
  );
}

// Another realm's Promise.prototype stands right above that realm's Object.prototype.
function isForeignPromise(value: object): boolean {
  let owner: object | null = value;
  while (owner !== null && !Object.hasOwn(owner, 'then')) owner = Object.getPrototypeOf(owner);
  if (owner === null || owner === value) return false;
  const parent: object | null = Object.getPrototypeOf(owner);
  const { then, constructor: type } = owner as { then: Callable; constructor: Callable };
  return parent !== null && Object.getPrototypeOf(parent) === null && isNative(then) && isNative(type);
}

/**
 * Ends the run when the promise settles. What comes back is a promise of the same class with the same properties, one
 * microtask later. It alone carries a rejection on, so one that nobody handles is told once.
 *
 * @param settleValue tells the run how the promise's value completes, where it does not do so at once
 */
export function settlePromise(
  run: SpanRun,
  promise: Promise<unknown>,
  settleValue?: (run: SpanRun, value: unknown) => void,
): Promise<unknown> {
  // Nothing will be recorded, and the call's own code has its context already: the very promise will do.
  if (!run.followed && settleValue === undefined) {
    run.end();
    return promise;
  }
  const succeed = (value: unknown) => {
    if (settleValue === undefined) run.succeed(value);
    else settleValue(run, value);
    return value;
  };
  const fail = (error: unknown) => {
    run.fail(error);
    throw error;
  };
  const isPlain = Object.getPrototypeOf(promise) === Promise.prototype;
  // An async function makes its promise itself: nobody has put anything on it.
  if (isPlain && run.plan.isAsync) return promise.then(succeed, fail);
  return carryProperties(promise, sameClass(promise, succeed, fail));
}

type Handler = (outcome: unknown) => unknown;

/** `then` for a promise of any class, also where its `Symbol.species` names another. */
function sameClass(
  promise: Promise<unknown>,
  succeed: Handler,
  fail: (error: unknown) => never,
): Promise<unknown> {
  const type = promise.constructor as PromiseConstructor;
  if (type === Promise || type[Symbol.species] === type) return promise.then(succeed, fail);
  const settlers = newPromise(type);
  if (settlers === undefined) return promise.then(succeed, fail);
  const { derived, resolve, reject } = settlers;
  promise.then(
    (value) => resolve(succeed(value)),
    (error: unknown) => {
      try {
        fail(error);
      } catch {
        reject(error);
      }
    },
  );
  return derived;
}

/** A promise of this class, or nothing where the class cannot be constructed like a promise. */
function newPromise(type: PromiseConstructor) {
  let resolve: Handler | undefined;
  let reject: Handler | undefined;
  try {
    const derived = new type<unknown>((onValue, onError) => {
      resolve = onValue as Handler;
      reject = onError as Handler;
    });
    if (resolve !== undefined && reject !== undefined) return { derived, resolve, reject };
    // It took the executor for something else; what may go wrong with that is nobody's business.
    Reflect.apply(Promise.prototype.then, derived, [undefined, () => {}]);
    return undefined;
  } catch {
    return undefined;
  }
}

/** Gives `derived` what the promise was given as its own: `cancel`, `kill`. */
function carryProperties(promise: Promise<unknown>, derived: Promise<unknown>): Promise<unknown> {
  for (const key of Reflect.ownKeys(promise)) {
    // Node keeps the async context of a promise under symbols: what the new one has of its own is right.
    if (typeof key === 'symbol' && Object.hasOwn(derived, key)) continue;
    const descriptor = Reflect.getOwnPropertyDescriptor(promise, key);
    if (descriptor !== undefined) Reflect.defineProperty(derived, key, descriptor);
  }
  return derived;
}
