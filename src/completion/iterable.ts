import type { TracedCall } from '../engine/traced-call.js';
import { hasMethod } from './has-method.js';
import { observeIterator } from './iterator.js';
import { ByPlan, defineHidden } from './observed-objects.js';

type IterationMethod = (this: unknown, ...args: unknown[]) => unknown;
type IterationSymbol = typeof Symbol.iterator | typeof Symbol.asyncIterator;

// What the language does itself where an iterator has no `return`.
const missingReturns = {
  [Symbol.iterator]: (value: unknown) => ({ done: true, value }),
  [Symbol.asyncIterator]: (value: unknown) => Promise.resolve({ done: true, value }),
};

/** Whether `value` can be iterated. */
export function isIterable(value: object): boolean {
  return iterationSymbols(value).length > 0;
}

function iterationSymbols(value: object): IterationSymbol[] {
  return ([Symbol.asyncIterator, Symbol.iterator] as const).filter((symbol) => hasMethod(value, symbol));
}

/** A collection is there as a whole when it is returned; the span of the call does not wait for its iteration. */
export function isCollection(value: object): boolean {
  return Array.isArray(value) || value instanceof Map || value instanceof Set || ArrayBuffer.isView(value);
}

const observed = new ByPlan<ObservedIterable>();

/**
 * Gives the iterations of `iterable` item spans, see the option `each`. The call's own span serves the first
 * iteration, each further one has a span of its own; the items of a collection belong to the call itself.
 */
export function observeIterable(iterable: object, call: TracedCall): void {
  const earlier = observed.get(iterable, call.plan);
  if (earlier !== undefined) {
    earlier.serve(call);
    return;
  }
  const state = new ObservedIterable(iterable, call);
  if (state.install()) observed.set(iterable, call.plan, state);
  else call.end(); // frozen
}

class ObservedIterable {
  private readonly isCollection: boolean;
  private waiting: TracedCall | undefined;

  constructor(
    private readonly iterable: object,
    /** The last call that returned the iterable. */
    private call: TracedCall,
  ) {
    this.isCollection = isCollection(iterable);
    this.waiting = call;
  }

  serve(call: TracedCall): void {
    this.call = call;
    this.waiting = call;
  }

  install(): boolean {
    const { iterable } = this;
    return iterationSymbols(iterable)
      .map((symbol) => {
        const original = (iterable as { [symbol]: IterationMethod })[symbol];
        const value = this.observe(original, missingReturns[symbol]);
        return defineHidden(iterable, symbol, value);
      })
      .includes(true);
  }

  private observe(original: IterationMethod, missingReturn: IterationMethod): IterationMethod {
    const iterable = this;
    return function (this: unknown, ...args) {
      const iterator: unknown = Reflect.apply(original, this, args);
      const { plan } = iterable.call;
      try {
        if (typeof iterator === 'object' && iterator !== null)
          observeIterator(iterator, plan, () => iterable.begin(), missingReturn);
      } catch (error) {
        plan.report(error);
      }
      return iterator;
    };
  }

  private begin(): TracedCall | undefined {
    if (this.isCollection) return this.call;
    const call = this.waiting ?? this.call.restart();
    this.waiting = undefined;
    return call;
  }
}
