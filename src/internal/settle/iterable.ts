import type { SpanRun } from '../run-in-span.js';
import { hasMethod } from './declared.js';
import { type BeginIteration, watchIterator } from './iterator.js';

type IterationMethod = (this: unknown, ...args: unknown[]) => unknown;

// What the language does itself where an iterator has no `return`.
const missingReturns = {
  [Symbol.iterator]: (value: unknown) => ({ done: true, value }),
  [Symbol.asyncIterator]: (value: unknown) => Promise.resolve({ done: true, value }),
};

/** The symbols under which `value` can be iterated. */
export function iterationSymbols(value: object): (typeof Symbol.iterator | typeof Symbol.asyncIterator)[] {
  return ([Symbol.asyncIterator, Symbol.iterator] as const).filter((symbol) => hasMethod(value, symbol));
}

/** A collection is there as a whole when it is returned; the span of the call does not wait for its iteration. */
export function isCollection(value: object): boolean {
  return Array.isArray(value) || value instanceof Map || value instanceof Set || ArrayBuffer.isView(value);
}

/**
 * Gives the iterations of `iterable` item spans, see the option `each`. The call's own span serves the first
 * iteration; `again` starts one for each further.
 */
export function watchIterable(iterable: object, run: SpanRun, again: BeginIteration): void {
  let served = false;
  const begin = () => {
    if (served) return again();
    served = true;
    return run;
  };
  const watched = iterationSymbols(iterable).map((symbol) => {
    const original = (iterable as { [symbol]: IterationMethod })[symbol];
    const value = function (this: unknown, ...args: unknown[]): unknown {
      const iterator: unknown = Reflect.apply(original, this, args);
      if (typeof iterator === 'object' && iterator !== null)
        watchIterator(iterator, begin, missingReturns[symbol]);
      return iterator;
    };
    return Reflect.defineProperty(iterable, symbol, {
      value,
      writable: true,
      enumerable: false,
      configurable: true,
    });
  });
  if (!watched.includes(true)) run.end(); // frozen
}
