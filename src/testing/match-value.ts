import { isDeepStrictEqual } from 'node:util';
import { isAsymmetric } from './describe-value.js';

/** A text to match: the exact text, a pattern, or an asymmetric matcher such as `expect.stringContaining('x')`. */
export type TextPattern = string | RegExp | { asymmetricMatch(actual: unknown): boolean };

export function matchesText(actual: string | undefined, expected: TextPattern): boolean {
  if (isAsymmetric(expected)) return expected.asymmetricMatch(actual);
  if (actual === undefined) return false;
  if (typeof expected === 'string') return actual === expected;
  // search() begins at the start whatever a /g or /y pattern matched before
  return actual.search(expected as RegExp) >= 0;
}

/** Deep equality in which asymmetric matchers stand for values at any depth and a RegExp for the strings it matches. */
export function matchesValue(actual: unknown, expected: unknown): boolean {
  if (isAsymmetric(expected)) return expected.asymmetricMatch(actual);
  if (expected instanceof RegExp) return typeof actual === 'string' && matchesText(actual, expected);
  if (Array.isArray(expected)) {
    return (
      Array.isArray(actual) &&
      actual.length === expected.length &&
      expected.every((item, index) => matchesValue(actual[index], item))
    );
  }
  if (!isPlain(expected)) return isDeepStrictEqual(actual, expected);
  if (!isPlain(actual)) return false;
  const keys = new Set([...Object.keys(actual), ...Object.keys(expected)]);
  return [...keys].every((key) => matchesValue(actual[key], expected[key]));
}

// Told by shape: a test runner's objects may come from another realm.
function isPlain(value: unknown): value is Record<string, unknown> {
  return Object.prototype.toString.call(value) === '[object Object]';
}
