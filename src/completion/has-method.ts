/**
 * Whether an object, or what it inherits from, declares a method of this name. Mock proxies answer every `get` and
 * `has`: what is declared nowhere does not count. No getter is run.
 */
export function hasMethod(object: object, key: PropertyKey): boolean {
  // Most objects do not have it, and `in` says so at once.
  if (!(key in object)) return false;
  for (let owner: object | null = object; owner !== null; owner = Object.getPrototypeOf(owner)) {
    const descriptor = Reflect.getOwnPropertyDescriptor(owner, key);
    if (descriptor !== undefined) return typeof descriptor.value === 'function';
  }
  return false;
}
