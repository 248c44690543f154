import type { SpanRun } from '../engine/traced-call.js';
import { hasMethod } from './has-method.js';
import { watchIterator } from './iterator.js';
import { Watches } from './patched-objects.js';

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

const watches = new Watches<IterableWatch>();

/**
 * Gives the iterations of `iterable` item spans, see the option `each`. The call's own span serves the first
 * iteration, each further one has a span of its own; the items of a collection belong to the call itself.
 */
export function watchIterable(iterable: object, run: SpanRun): void {
  const known = watches.get(iterable, run.plan);
  if (known !== undefined) {
    known.serve(run);
    return;
  }
  const watch = new IterableWatch(iterable, run);
  if (watch.install()) watches.set(iterable, run.plan, watch);
  else run.end(); // frozen
}

class IterableWatch {
  private readonly isCollection: boolean;
  private waiting: SpanRun | undefined;

  constructor(
    private readonly iterable: object,
    /** The last call that returned the iterable. */
    private call: SpanRun,
  ) {
    this.isCollection = isCollection(iterable);
    this.waiting = call;
  }

  serve(run: SpanRun): void {
    this.call = run;
    this.waiting = run;
  }

  install(): boolean {
    const { iterable } = this;
    return iterationSymbols(iterable)
      .map((symbol) => {
        const original = (iterable as { [symbol]: IterationMethod })[symbol];
        const value = this.watched(original, missingReturns[symbol]);
        return Reflect.defineProperty(iterable, symbol, {
          value,
          writable: true,
          enumerable: false,
          configurable: true,
        });
      })
      .includes(true);
  }

  private watched(original: IterationMethod, missingReturn: IterationMethod): IterationMethod {
    const watch = this;
    return function (this: unknown, ...args) {
      const iterator: unknown = Reflect.apply(original, this, args);
      const { plan } = watch.call;
      try {
        if (typeof iterator === 'object' && iterator !== null)
          watchIterator(iterator, plan, () => watch.begin(), missingReturn);
      } catch (error) {
        plan.report(error);
      }
      return iterator;
    };
  }

  private begin(): SpanRun | undefined {
    if (this.isCollection) return this.call;
    const run = this.waiting ?? this.call.again();
    this.waiting = undefined;
    return run;
  }
}
