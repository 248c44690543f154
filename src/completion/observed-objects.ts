import type { CallPlan } from '../engine/call-plan.js';

/**
 * What is known about objects that were returned, by the method that returned them: an object that comes back call after
 * call is not observed once more each time.
 */
export class ByPlan<Value> {
  private readonly values = new WeakMap<object, Map<unknown, Value>>();

  get(object: object, plan: CallPlan): Value | undefined {
    return this.values.get(object)?.get(plan.key);
  }

  set(object: object, plan: CallPlan, value: Value): void {
    const byPlan = this.values.get(object) ?? new Map<unknown, Value>();
    this.values.set(object, byPlan.set(plan.key, value));
  }
}

/** Puts a method on an object that others see as it was. `false` if the object takes none. */
export function defineHidden(
  object: object,
  key: PropertyKey,
  value: (this: unknown, ...args: unknown[]) => unknown,
): boolean {
  return Reflect.defineProperty(object, key, {
    value,
    writable: true,
    enumerable: false,
    configurable: true,
  });
}
