import { builtin } from './builtin.js';
import { type TracedPlan, tracedPlans } from './call-plans.js';
import type { Inspector } from './inspector.js';
import { type TracedMethod, tracedMethodsOf } from './traced-methods.js';

/** What exists in the process. */
export interface Heap {
  /** Every object and function that is in use; no proxies, which might run code when they are looked at. */
  readonly objects: readonly object[];
  /** The classes, and functions that may be used as such. */
  readonly classes: readonly Class[];
  readonly tracedMethods: readonly TracedMethod[];
  /** How the calls of traced functions and blocks are traced, as far as they are known. */
  readonly plans: readonly TracedPlan[];
  /** Whether a function holds another. */
  holds(outer: object, inner: object): boolean;
}

/** A class, or a function that may be used as one. */
export interface Class {
  readonly type: object;
  readonly prototype: object;
}

export async function readHeap(inspector: Inspector): Promise<Heap> {
  const util = await builtin('node:util');
  const objects = inspector
    .objectsOf(Object.prototype)
    .filter((object) => util !== undefined && !util.types.isProxy(object));
  const classes = objects.map(asClass).filter((type) => type !== undefined);
  return {
    objects,
    classes,
    tracedMethods: classes.flatMap(tracedMethodsOf),
    plans: tracedPlans(objects),
    holds: (outer, inner) => inspector.holds(outer, inner),
  };
}

function asClass(type: object): Class | undefined {
  if (typeof type !== 'function') return undefined;
  const prototype: unknown = Reflect.getOwnPropertyDescriptor(type, 'prototype')?.value;
  if (typeof prototype !== 'object' || prototype === null) return undefined;
  // A wrapper shares the prototype of what it wraps; the class is the one that the prototype names.
  const owner: unknown = Reflect.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  return owner === type ? { type, prototype } : undefined;
}
