import type { Callable } from '../shared/function-kinds.js';
import { WRAPPER_INFO } from './wrapper-info.js';

const OWN_TO_EVERY_FUNCTION = new Set<PropertyKey>(['arguments', 'caller']);
const SET_ONCE = new Set<PropertyKey>(['name', 'length', 'prototype']);

interface MetadataReflect {
  getOwnMetadataKeys?: (target: object) => unknown[];
  getOwnMetadata?: (key: unknown, target: object) => unknown;
  defineMetadata?: (key: unknown, value: unknown, target: object) => void;
}

/**
 * Makes `wrapper` look like `fn`: name, length, source text, what its instances and generators inherit from and, if
 * reflect-metadata is loaded, the metadata that decorators left on the function itself. The properties that `fn` has are
 * live: one that is set on either is seen on the other.
 */
export function mirrorFunction(fn: Callable, wrapper: Callable): Callable {
  for (const key of Reflect.ownKeys(fn)) {
    // A wrapper of a wrapper has information of its own.
    if (key === WRAPPER_INFO || key === 'toString' || OWN_TO_EVERY_FUNCTION.has(key)) continue;
    const descriptor = Reflect.getOwnPropertyDescriptor(fn, key);
    if (descriptor !== undefined) Reflect.defineProperty(wrapper, key, mirrored(fn, key, descriptor));
  }
  const kind: object | null = Object.getPrototypeOf(fn);
  if (kind !== Object.getPrototypeOf(wrapper)) Object.setPrototypeOf(wrapper, kind);
  // Dependency injection containers read parameter names from it.
  Reflect.defineProperty(wrapper, 'toString', {
    value: () => fn.toString(),
    writable: true,
    enumerable: false,
    configurable: true,
  });
  copyMetadata(fn, wrapper);
  return wrapper;
}

function mirrored(fn: Callable, key: PropertyKey, descriptor: PropertyDescriptor): PropertyDescriptor {
  if (SET_ONCE.has(key) || descriptor.writable !== true || descriptor.configurable !== true)
    return descriptor;
  return {
    get: () => Reflect.get(fn, key),
    set: (value: unknown) => Reflect.set(fn, key, value),
    enumerable: descriptor.enumerable === true,
    configurable: true,
  };
}

function copyMetadata(fn: Callable, wrapper: Callable): void {
  const { getOwnMetadataKeys, getOwnMetadata, defineMetadata } = Reflect as MetadataReflect;
  if (getOwnMetadataKeys === undefined || getOwnMetadata === undefined || defineMetadata === undefined)
    return;
  for (const key of getOwnMetadataKeys(fn)) defineMetadata(key, getOwnMetadata(key, fn), wrapper);
}
