import { type Callable, isClass, isNative } from '../shared/function-kinds.js';

/** A method of a class or an object. */
export interface Member {
  readonly fn: Callable;
  readonly key: string | symbol;
  readonly descriptor: PropertyDescriptor;
  /** The object that has the method. */
  readonly owner: object;
  /** The object that gets the wrapper: the owner, or the class or object that inherits the method. */
  readonly place: object;
}

interface Extent {
  readonly statics?: boolean;
  readonly inherited?: boolean;
}

/**
 * The methods of a class (on its prototype; on itself the static ones, if wished), or of an object (its own and its
 * class's). No getter is run.
 */
export function membersOf(target: object, { statics = false, inherited = false }: Extent): Member[] {
  if (typeof target !== 'function') {
    const owners = ancestors(target);
    // An object's methods are its class's; what it inherits is what comes above that class.
    return methods(target, inherited ? owners : owners.slice(0, 2));
  }
  const { prototype } = target as { prototype: object };
  const places = statics ? [prototype, target] : [prototype];
  return places.flatMap((place) => methods(place, inherited ? ancestors(place) : [place]));
}

function methods(place: object, owners: readonly object[]): Member[] {
  const seen = new Set<string | symbol>(['constructor']);
  const members: Member[] = [];
  for (const owner of owners) {
    for (const key of Reflect.ownKeys(owner)) {
      if (seen.has(key)) continue;
      seen.add(key);
      const descriptor = Reflect.getOwnPropertyDescriptor(owner, key);
      const fn: unknown = descriptor?.value;
      if (descriptor === undefined || typeof fn !== 'function' || isClass(fn as Callable)) continue;
      if (owner === place && !descriptor.configurable && !descriptor.writable) continue;
      members.push({ fn: fn as Callable, key, descriptor, owner, place });
    }
  }
  return members;
}

/** The object and what it inherits from, up to what the language itself provides. */
function ancestors(object: object): object[] {
  const found = [object];
  for (let next = Object.getPrototypeOf(object); next !== null; next = Object.getPrototypeOf(next)) {
    if (isBuiltIn(next)) break;
    found.push(next);
  }
  return found;
}

function isBuiltIn(object: object): boolean {
  if (typeof object === 'function') return isNative(object as Callable);
  const type: unknown = Reflect.getOwnPropertyDescriptor(object, 'constructor')?.value;
  return typeof type === 'function' && isNative(type as Callable);
}
