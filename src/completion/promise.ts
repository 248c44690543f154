import type { TracedCall } from '../engine/traced-call.js';
import { type Callable, isNative } from '../shared/function-kinds.js';
import { ByPlan } from './observed-objects.js';

/**
 * Whether `value` is a promise whose work is under way, of any make: native, another realm's, zone.js's, Bluebird's. A
 * promise with a `then` of its own may be lazy, and is treated as such.
 */
export function isPromise(value: object): value is Promise<unknown> {
  // Read each time: what observes promises (zones, debuggers) may have replaced the global, or its `then`, since.
  if (value instanceof Promise) return value.then === Promise.prototype.then;
  if (isNativePromise(value)) return true;
  const owner = ownerOfThen(value);
  if (owner === undefined || owner === value) return false;
  return isOfAnotherRealm(value, owner) || isOfPromiseClass(owner);
}

// What async functions return, whatever has become of the global `Promise`.
const nativePrototype: object = Object.getPrototypeOf((async () => {})());

function isNativePromise(value: object): boolean {
  if (nativePrototype === Promise.prototype || !Object.prototype.isPrototypeOf.call(nativePrototype, value))
    return false;
  return (value as { then?: unknown }).then === (nativePrototype as { then?: unknown }).then;
}

function ownerOfThen(value: object): object | undefined {
  let owner: object | null = value;
  while (owner !== null && !Object.hasOwn(owner, 'then')) owner = Object.getPrototypeOf(owner);
  return owner ?? undefined;
}

// Another realm's Promise.prototype stands right above that realm's Object.prototype.
function isOfAnotherRealm(value: object, owner: object): boolean {
  if (Object.prototype.toString.call(value) !== '[object Promise]') return false;
  const parent: object | null = Object.getPrototypeOf(owner);
  if (parent === null || Object.getPrototypeOf(parent) !== null) return false;
  return isNativeMethod(owner, 'then') && isNativeMethod(owner, 'constructor');
}

// Promise libraries have the statics of a promise constructor. Query builders, which run when awaited, have not.
function isOfPromiseClass(owner: object): boolean {
  const type = methodOf(owner, 'constructor');
  if (type === undefined || methodOf(owner, 'then') === undefined || methodOf(owner, 'catch') === undefined)
    return false;
  return ['resolve', 'reject', 'all'].every((name) => methodOf(type, name) !== undefined);
}

function isNativeMethod(owner: object, key: string): boolean {
  const method = methodOf(owner, key);
  return method !== undefined && isNative(method);
}

/** A method that the object itself declares. No getter is run. */
function methodOf(owner: object, key: string): Callable | undefined {
  const value: unknown = Reflect.getOwnPropertyDescriptor(owner, key)?.value;
  return typeof value === 'function' ? (value as Callable) : undefined;
}

/** What the caller got for a promise that a method returned before. */
const derivedPromises = new ByPlan<Promise<unknown>>();

/**
 * Ends the call when the promise settles. The caller gets a promise of the same class with the same properties, one
 * microtask later. It alone carries a rejection on, so one that nobody handles is reported once.
 *
 * @param completeValue completes the call by the promise's value, if that is not at once
 */
export function followPromise(
  call: TracedCall,
  promise: Promise<unknown>,
  completeValue?: (call: TracedCall, value: unknown) => void,
): Promise<unknown> {
  // Nothing will be recorded, and the call's own code has its context already: the very promise will do.
  if (!call.isObserved && completeValue === undefined) {
    call.end();
    return promise;
  }
  const succeed = (value: unknown) => {
    if (completeValue === undefined) call.succeed(value);
    else completeValue(call, value);
    return value;
  };
  const fail = (error: unknown) => {
    call.fail(error);
    throw error;
  };
  const { plan } = call;
  if (plan.options.samePromise === true) {
    observe(promise, succeed, call);
    return promise;
  }
  // An async function makes a new promise each time, and nobody has put anything on it.
  if (plan.isAsync && Object.getPrototypeOf(promise) === Promise.prototype)
    return promise.then(succeed, fail);
  const earlier = derivedPromises.get(promise, plan);
  if (earlier !== undefined) {
    observe(promise, succeed, call);
    return earlier;
  }
  const derived = carryProperties(promise, sameClass(promise, succeed, fail));
  derivedPromises.set(promise, plan, derived);
  return derived;
}

/** Ends the call as the promise settles, and nothing else. */
function observe(promise: Promise<unknown>, succeed: Handler, call: TracedCall): void {
  promise.then(succeed, (error: unknown) => call.fail(error));
}

type Handler = (outcome: unknown) => unknown;

/** `then` for a promise of any class, also if its `Symbol.species` names another. */
function sameClass(
  promise: Promise<unknown>,
  succeed: Handler,
  fail: (error: unknown) => never,
): Promise<unknown> {
  const type = promise.constructor as PromiseConstructor;
  if (type === Promise || type[Symbol.species] === type || !(promise instanceof Promise))
    return promise.then(succeed, fail);
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

/** A promise of this class; `undefined` if the class can't be constructed as a promise is. */
function newPromise(type: PromiseConstructor) {
  let resolve: Handler | undefined;
  let reject: Handler | undefined;
  try {
    const derived = new type<unknown>((onValue, onError) => {
      resolve = onValue as Handler;
      reject = onError as Handler;
    });
    if (resolve !== undefined && reject !== undefined) return { derived, resolve, reject };
    // It took the executor for something else; whatever rejects in there is ignored.
    Reflect.apply(Promise.prototype.then, derived, [undefined, () => {}]);
    return undefined;
  } catch {
    return undefined;
  }
}

/** Gives `derived` the properties that were put on the promise: `cancel`, `kill`. */
function carryProperties(promise: Promise<unknown>, derived: Promise<unknown>): Promise<unknown> {
  for (const key of Reflect.ownKeys(promise)) {
    // Node.js keeps the async context of a promise under symbols: the new promise's own are right.
    if (typeof key === 'symbol' && Object.hasOwn(derived, key)) continue;
    if (isStateOf(promise, key)) continue;
    const descriptor = Reflect.getOwnPropertyDescriptor(promise, key);
    if (descriptor !== undefined) Reflect.defineProperty(derived, key, descriptor);
  }
  return derived;
}

/** By the object that declares `then`: the properties in which a promise that is not native keeps its state. */
const stateKeys = new WeakMap<object, ReadonlySet<PropertyKey>>();

function isStateOf(promise: object, key: PropertyKey): boolean {
  const owner = ownerOfThen(promise);
  if (owner === undefined || owner === nativePrototype) return false;
  let keys = stateKeys.get(owner);
  if (keys === undefined) {
    const type = methodOf(owner, 'constructor') as unknown as PromiseConstructor | undefined;
    keys = new Set(type === undefined ? [] : Reflect.ownKeys(newPromise(type)?.derived ?? {}));
    stateKeys.set(owner, keys);
  }
  return keys.has(key);
}
