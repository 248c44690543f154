export type Step = (this: unknown, ...args: unknown[]) => unknown;
export type StepName = 'next' | 'return' | 'throw';

export const STEPS: readonly StepName[] = ['next', 'return', 'throw'];

/** What is told of each step of a generator, and takes it. */
export interface GeneratorObserver {
  step(name: StepName, original: Step, self: unknown, args: unknown[]): unknown;
}

/**
 * Hands the steps of a generator, as its function has just made it, to an observer. Own properties would do the same, at
 * ten times the price: here all generators of a function share a prototype, above the one that they had.
 */
export function followGenerator(generator: object, observer: GeneratorObserver): void {
  Object.setPrototypeOf(generator, followedPrototype(Object.getPrototypeOf(generator)));
  new Observed(generator, observer);
}

class Given {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: what a derived class puts its private fields on
    return object;
  }
}

/** Puts an observer on an object as a private field: found faster than in a WeakMap, and seen by nobody. */
class Observed extends Given {
  readonly #observer: GeneratorObserver;

  constructor(object: object, observer: GeneratorObserver) {
    super(object);
    this.#observer = observer;
  }

  static observerOf(object: unknown): GeneratorObserver | undefined {
    return typeof object === 'object' && object !== null && #observer in object
      ? object.#observer
      : undefined;
  }
}

const prototypes = new WeakMap<object, object>();

function followedPrototype(prototype: object): object {
  const known = prototypes.get(prototype);
  if (known !== undefined) return known;
  const steps = STEPS.map((name) => [name, followedStep(prototype, name)] as const);
  const followed = Object.create(prototype, Object.fromEntries(steps)) as object;
  prototypes.set(prototype, followed);
  return followed;
}

function followedStep(prototype: object, name: StepName): PropertyDescriptor {
  const { [name]: value } = {
    [name](this: unknown, ...args: unknown[]): unknown {
      const original = Reflect.get(prototype, name) as Step;
      const observer = Observed.observerOf(this);
      return observer === undefined
        ? Reflect.apply(original, this, args)
        : observer.step(name, original, this, args);
    },
  };
  return { value, writable: true, enumerable: false, configurable: true };
}
