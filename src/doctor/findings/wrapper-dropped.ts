import type { Check } from '../evidence.js';
import type { Finding } from '../finding.js';
import type { Heap } from '../heap.js';
import { type Decorated, decorated, isTraced, methodName } from '../traced-methods.js';

/** A method whose `@Traced` has no effect: another decorator replaced the method and calls something else. */
export const wrapperDropped: Check = ({ heap }) => {
  // What isn't referenced isn't called. That is known only after a garbage collection, which the heap's reading makes.
  if (heap === undefined) return [];
  const dropped = decorated().filter(({ key, wrapper }) => key !== undefined && isGone(wrapper));
  const places = dropped.flatMap((entry) => placesOf(entry, heap));
  return [...new Set(places)].map(finding);
};

function isGone(wrapper: WeakRef<object> | undefined): boolean {
  return wrapper !== undefined && wrapper.deref() === undefined;
}

/** Where the wrapper should be. A class that is gone with its wrappers isn't a fault. */
function placesOf({ owner, key = '', source = '' }: Decorated, { classes }: Heap): string[] {
  if (owner !== undefined) {
    const target = owner.deref();
    if (target === undefined || !isReplaced(target, key)) return [];
    return [methodName(typeof target === 'function' ? target : target.constructor, key)];
  }
  // A standard decorator doesn't get the class: it is the one whose source has this text.
  return classes
    .filter(({ type, prototype }) => isReplaced(prototype, key) || isReplaced(type, key))
    .filter(({ type }) => Function.prototype.toString.call(type).includes(source))
    .map(({ type }) => methodName(type, key));
}

function isReplaced(owner: object, key: string | symbol): boolean {
  const descriptor = Reflect.getOwnPropertyDescriptor(owner, key);
  return descriptor !== undefined && !isTraced(descriptor.value);
}

function finding(place: string): Finding {
  return {
    code: 'wrapper-dropped',
    seen: `The function that @Traced made of ${place} is gone: its replacement does not reference it.`,
    why: 'Calls make no spans: another decorator, or later code, replaced the method and calls something else.',
    remedy: 'Put @Traced above the decorator that replaces the method, so that it wraps the replacement.',
  };
}
