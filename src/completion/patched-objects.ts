import type { CallPlan } from '../engine/call-plan.js';

/**
 * What follows objects that were returned, one watch for each place that returned it: a Subject or a cursor that comes
 * back call after call is not followed once more each time.
 */
export class Watches<Watch> {
  private readonly known = new WeakMap<object, Map<unknown, Watch>>();

  get(object: object, plan: CallPlan): Watch | undefined {
    return this.known.get(object)?.get(plan.key);
  }

  set(object: object, plan: CallPlan, watch: Watch): void {
    const watches = this.known.get(object) ?? new Map<unknown, Watch>();
    watches.set(plan.key, watch);
    this.known.set(object, watches);
  }
}
