import { inspect } from 'node:util';
import { isRecordedSpan } from './recorded-span.js';

interface Asymmetric {
  asymmetricMatch(actual: unknown): boolean;
  toAsymmetricMatcher?(): string;
}

export function isAsymmetric(value: unknown): value is Asymmetric {
  return (
    typeof value === 'object' &&
    value !== null &&
    'asymmetricMatch' in value &&
    typeof value.asymmetricMatch === 'function'
  );
}

/** One line for a value in a message: strings in double quotes, classes by name, `expect.any(Number)` as `Any<Number>`. */
export function describeValue(value: unknown, depth = 4): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'function') return value.name || 'a function';
  if (isAsymmetric(value)) return value.toAsymmetricMatcher?.() ?? String(value);
  if (isRecordedSpan(value)) return `the span ${JSON.stringify(value.name)}`;
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (depth > 0 && Array.isArray(value)) {
    return `[${value.map((item) => describeValue(item, depth - 1)).join(', ')}]`;
  }
  if (depth > 0 && isPlain(value)) {
    const entries = Object.entries(value).map(
      ([key, item]) => `${keyText(key)}: ${describeValue(item, depth - 1)}`,
    );
    return entries.length ? `{ ${entries.join(', ')} }` : '{}';
  }
  const maker = makerOf(value);
  if (maker) return `a ${maker}`;
  return inspect(value, { depth: 0, breakLength: Number.POSITIVE_INFINITY });
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return makerOf(value) === 'Object';
}

/** The class of an object, `undefined` for what is built in. By name: a test runner's objects have another realm's. */
function makerOf(value: unknown): string | undefined {
  if (Object.prototype.toString.call(value) !== '[object Object]') return undefined;
  const maker = (value as object).constructor as { name?: string } | undefined;
  return maker?.name ?? 'Object';
}

function keyText(key: string): string {
  return /^\w+$/.test(key) ? key : JSON.stringify(key);
}
