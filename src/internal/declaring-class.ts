import { type Callable, className } from './callable.js';

export interface DeclaringClass {
  readonly name: string | undefined;
  /** `false` where it is a guess that the next call may correct. */
  readonly certain: boolean;
}

/**
 * The class that declares a method, as a standard decorator cannot know it: found on the receiver of a call, as the
 * object of its prototype chain whose own property is the wrapper. A private method is on no prototype: the receiver's
 * class stands for it.
 */
export function findDeclaringClass(self: unknown, key: string | symbol, wrapper: Callable): DeclaringClass {
  const isStatic = typeof self === 'function';
  let owner = isStatic || isObject(self) ? self : undefined;
  let last: object | undefined;
  let count = 0;
  while (isObject(owner)) {
    const value: unknown = Reflect.getOwnPropertyDescriptor(owner, key)?.value;
    if (value === wrapper) return { name: classOf(owner), certain: true };
    if (typeof value === 'function') {
      last = owner;
      count++;
    }
    owner = Object.getPrototypeOf(owner);
  }
  // Another decorator's wrapper is in the way; where only one class declares the method, that is the one.
  if (count === 1 && last !== undefined && last !== self) return { name: classOf(last), certain: true };
  return { name: classOf(self), certain: false };
}

function classOf(owner: unknown): string | undefined {
  if (typeof owner === 'function') return className(owner);
  return isObject(owner) ? className(owner.constructor) : undefined;
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
