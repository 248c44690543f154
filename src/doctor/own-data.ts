/** The value of a data property of an object or of what it inherits from. No getter is run. */
export function dataProperty(object: object, key: PropertyKey): unknown {
  for (let at: object | null = object; at !== null; at = Object.getPrototypeOf(at)) {
    const descriptor = Reflect.getOwnPropertyDescriptor(at, key);
    if (descriptor !== undefined) return descriptor.value;
  }
  return undefined;
}

/** Whether an object has these methods, its own or inherited ones. */
export function hasMethods(object: object, ...names: readonly string[]): boolean {
  return names.every((name) => typeof dataProperty(object, name) === 'function');
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

const MOST_OBJECTS = 2000;

/**
 * An object and the objects in its own data properties, the nearest first, down to a depth. No getter is run.
 *
 * @param enter whether to look into an object
 */
export function* reachable(
  from: object,
  depth: number,
  enter: (object: object) => boolean = () => true,
): Generator<object, void, undefined> {
  const seen = new Set([from]);
  let level = [from];
  for (let left = depth; level.length > 0 && left >= 0; left--) {
    const next: object[] = [];
    for (const object of level) {
      yield object;
      if (!enter(object)) continue;
      for (const value of ownValues(object)) {
        if (!isObject(value) || seen.has(value) || seen.size >= MOST_OBJECTS) continue;
        seen.add(value);
        next.push(value);
      }
    }
    level = next;
  }
}

/** The values of an object's own data properties. */
function ownValues(object: object): unknown[] {
  return Object.values(Object.getOwnPropertyDescriptors(object)).map(({ value }) => value);
}

/** The name of an object's class in the code. */
export function typeName(object: object): string {
  const type = dataProperty(object, 'constructor');
  const name = typeof type === 'function' ? dataProperty(type, 'name') : undefined;
  return typeof name === 'string' && name !== '' ? name : 'Object';
}
