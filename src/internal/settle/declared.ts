/**
 * The property of an object as it, or what it inherits from, declares it. Mock proxies answer every `get` and `has`:
 * what is declared nowhere does not count. No getter is run.
 */
export function declaredProperty(object: object, key: PropertyKey): PropertyDescriptor | undefined {
  for (let owner: object | null = object; owner !== null; owner = Object.getPrototypeOf(owner)) {
    const descriptor = Reflect.getOwnPropertyDescriptor(owner, key);
    if (descriptor !== undefined) return descriptor;
  }
  return undefined;
}

/** Whether `object` has a method of this name. */
export function hasMethod(object: object, key: PropertyKey): boolean {
  // Most objects do not have it, and `in` says so at once.
  return key in object && typeof declaredProperty(object, key)?.value === 'function';
}
