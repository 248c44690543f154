import type { Check } from '../evidence.js';
import type { Heap } from '../heap.js';
import { typeName } from '../own-data.js';
import { isTraced, type TracedMethod } from '../traced-methods.js';

interface Hidden {
  readonly method: TracedMethod;
  readonly typeName: string;
  count: number;
}

/** Instances with an own function in place of a traced method of their class. */
export const methodHidden: Check = ({ heap }) => {
  if (heap === undefined || heap.tracedMethods.length === 0) return [];
  return hiddenMethods(heap).map(({ method, typeName, count }) => ({
    code: 'method-hidden',
    seen: `${count} instance${count === 1 ? '' : 's'} of ${typeName}: an own function, ${String(method.key)}, hides the traced ${method.name} and does not call it.`,
    why: 'Calls of that function make no spans.',
    remedy:
      'A function in a field, or set in a constructor, takes precedence over the method of the class. ' +
      'Make it a method; to bind it, this.method = this.method.bind(this) keeps the tracing.',
  }));
};

function hiddenMethods(heap: Heap): Hidden[] {
  const found = new Map<string, Hidden | undefined>();
  const inherited = new InheritedMethods(heap);
  for (const object of heap.objects) {
    for (const method of inherited.methodsOf(object)) {
      const own: unknown = Reflect.getOwnPropertyDescriptor(object, method.key)?.value;
      if (typeof own !== 'function' || isTraced(own)) continue;
      const kind = `${typeName(object)} ${method.name}`;
      // Looking up what a function holds is slow: instances of one class are assumed to be alike.
      if (!found.has(kind)) {
        found.set(
          kind,
          heap.holds(own, method.wrapper) ? undefined : { method, typeName: typeName(object), count: 0 },
        );
      }
      const hidden = found.get(kind);
      if (hidden !== undefined) hidden.count++;
    }
  }
  return [...found.values()].filter((hidden) => hidden !== undefined);
}

/** Which traced methods instances inherit, computed once per prototype. */
class InheritedMethods {
  readonly #own = new Map<object, TracedMethod[]>();
  readonly #all = new Map<object | null, readonly TracedMethod[]>([[null, []]]);
  readonly #prototypes: ReadonlySet<object>;

  constructor({ tracedMethods, classes }: Heap) {
    for (const method of tracedMethods) {
      if (typeof method.owner === 'object')
        this.#own.set(method.owner, [...(this.#own.get(method.owner) ?? []), method]);
    }
    this.#prototypes = new Set(classes.map(({ prototype }) => prototype));
  }

  /** Those that an instance inherits. A class that overrides a method does not hide it by mistake. */
  methodsOf(object: object): readonly TracedMethod[] {
    if (typeof object === 'function' || this.#prototypes.has(object)) return [];
    return this.#from(Object.getPrototypeOf(object));
  }

  #from(prototype: object | null): readonly TracedMethod[] {
    const known = this.#all.get(prototype);
    if (known !== undefined || prototype === null) return known ?? [];
    const own = this.#own.get(prototype) ?? [];
    const above = this.#from(Object.getPrototypeOf(prototype));
    const overridden = (key: PropertyKey) => Object.hasOwn(prototype, key);
    const all = [...own, ...above.filter(({ key }) => !overridden(key))];
    this.#all.set(prototype, all);
    return all;
  }
}
