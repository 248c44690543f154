import { className } from '../shared/function-kinds.js';
import { type WrapperInfo, wrapperInfo } from './wrapper-info.js';

export interface DeclaringClass {
  readonly name: string | undefined;
  /** `false` where it is a guess that the next call may correct. */
  readonly certain: boolean;
}

/**
 * The class that declares a method, as a standard decorator cannot know it: found on the receiver of a call, as the
 * object of its prototype chain whose own property bears the wrapper's mark. A private method is on no prototype: the
 * receiver's class stands for it. A receiver that has no such method is not asked for its class.
 */
export function findDeclaringClass(self: unknown, key: string | symbol, mark: WrapperInfo): DeclaringClass {
  const hiding: object[] = [];
  for (let owner = self; isObject(owner); owner = Object.getPrototypeOf(owner)) {
    const value: unknown = Reflect.getOwnPropertyDescriptor(owner, key)?.value;
    const found = wrapperInfo(value);
    if (found === mark) return { name: classOf(owner), certain: true };
    // Another decorator's function may have the wrapper below it; another traced method has not.
    if (found === undefined && typeof value === 'function') hiding.push(owner);
  }
  if (hiding.length === 0 && !isPrivate(key)) return { name: undefined, certain: false };
  return { name: classOf(hiding.length === 1 ? hiding[0] : self), certain: false };
}

function isPrivate(key: string | symbol): boolean {
  return typeof key === 'string' && key.startsWith('#');
}

function classOf(owner: unknown): string | undefined {
  if (typeof owner === 'function') return className(owner);
  return isObject(owner) ? className(owner.constructor) : undefined;
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
