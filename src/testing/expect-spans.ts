import { AssertionError } from 'node:assert';
import { type SpanMatcherFunctions, spanMatchers } from './matchers/all-matchers.js';
import type { RecordedSpan, SpanSource } from './recorded-span.js';
import type { SpanMatchers } from './span-matchers.js';

/** What `expectSpans` returns: the matchers, and under `not` the same turned round. */
export interface SpanExpectation extends SpanMatchers<void> {
  readonly not: SpanMatchers<void>;
}

/**
 * The matchers as plain functions, for node:test, mocha and everything else:
 * `expectSpans(traces).toHaveSpan('checkout')`, `expectSpans(span).not.toHaveFailedWith()`.
 * @throws AssertionError where the expectation does not hold.
 */
export function expectSpans(actual: SpanSource | RecordedSpan): SpanExpectation {
  return { ...bound(actual, true), not: bound(actual, false) };
}

function bound(actual: unknown, expected: boolean): SpanMatchers<void> {
  const names = Object.keys(spanMatchers) as (keyof SpanMatcherFunctions)[];
  const entries = names.map((name) => {
    const matcher = spanMatchers[name] as (
      actual: unknown,
      ...expected: unknown[]
    ) => ReturnType<typeof spanMatchers.toHaveSpan>;
    const assertion = (...args: unknown[]): void => {
      const { pass, message } = matcher(actual, ...args);
      if (pass !== expected) throw new AssertionError({ message: message(), stackStartFn: assertion });
    };
    return [name, assertion] as const;
  });
  return Object.fromEntries(entries) as unknown as SpanMatchers<void>;
}
