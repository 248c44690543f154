import type { Callable } from '../shared/function-kinds.js';

const OWN_TO_EVERY_FUNCTION = new Set<PropertyKey>(['arguments', 'caller']);

interface MetadataReflect {
  getOwnMetadataKeys?: (target: object) => unknown[];
  getOwnMetadata?: (key: unknown, target: object) => unknown;
  defineMetadata?: (key: unknown, value: unknown, target: object) => void;
}

/**
 * Makes `wrapper` look like `fn`: name, length, own properties, what its instances and generators inherit from and,
 * where reflect-metadata is loaded, the metadata that decorators left on the function itself.
 *
 * @param except a property that stays the wrapper's own
 */
export function copyProperties(fn: Callable, wrapper: Callable, except: PropertyKey): void {
  for (const key of Reflect.ownKeys(fn)) {
    if (key === except || OWN_TO_EVERY_FUNCTION.has(key)) continue;
    const descriptor = Reflect.getOwnPropertyDescriptor(fn, key);
    if (descriptor !== undefined) Reflect.defineProperty(wrapper, key, descriptor);
  }
  const kind: object | null = Object.getPrototypeOf(fn);
  if (kind !== Object.getPrototypeOf(wrapper)) Object.setPrototypeOf(wrapper, kind);
  copyMetadata(fn, wrapper);
}

function copyMetadata(fn: Callable, wrapper: Callable): void {
  const { getOwnMetadataKeys, getOwnMetadata, defineMetadata } = Reflect as MetadataReflect;
  if (getOwnMetadataKeys === undefined || getOwnMetadata === undefined || defineMetadata === undefined)
    return;
  for (const key of getOwnMetadataKeys(fn)) defineMetadata(key, getOwnMetadata(key, fn), wrapper);
}
