import type { Attributes, AttributeValue } from '@opentelemetry/api';
import { jsonText } from './json-text.js';
import { settings } from './settings.js';

/** What a span may hold of `value`, or `undefined` where it is left out. Never throws. */
export function attributeValue(value: unknown): AttributeValue | undefined {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value;
    case 'bigint':
    case 'symbol':
      return String(value);
    case 'object':
      try {
        return value === null ? undefined : objectValue(value);
      } catch {
        return undefined; // it cannot be read: a revoked proxy, a getter that throws
      }
    default:
      return undefined;
  }
}

/** What a span may hold of `attributes`, as `sanitize` lets it pass. Never throws. */
export function spanAttributes(attributes: unknown): Attributes {
  const clean: Attributes = {};
  if (typeof attributes !== 'object' || attributes === null) return clean;
  try {
    for (const key of Object.keys(attributes)) {
      const value = sanitized(key, attributeValue(readOrUndefined(attributes, key)));
      if (value !== undefined) clean[key] = value;
    }
  } catch {
    // A proxy that cannot be listed; what was read so far is kept.
  }
  return clean;
}

/** `value` as `sanitize` lets it pass; `undefined` where it drops it or throws. */
export function sanitized(key: string, value: AttributeValue | undefined): AttributeValue | undefined {
  const { sanitize } = settings();
  if (sanitize === undefined || value === undefined) return value;
  try {
    return attributeValue(sanitize(key, value));
  } catch {
    return undefined;
  }
}

/** Text as `sanitize` lets it pass. */
export function sanitizedText(key: string, text: string | undefined): string | undefined {
  const value = sanitized(key, text);
  return value === undefined ? undefined : String(value);
}

function objectValue(value: object): AttributeValue | undefined {
  if (Array.isArray(value)) return arrayValue(value);
  if (isError(value)) return String(value.message);
  if (isDate(value) && Number.isNaN(value.getTime())) return undefined;
  return ownText(value) ?? jsonText(value);
}

function arrayValue(values: readonly unknown[]): AttributeValue {
  const present = values.filter((value) => value !== null && value !== undefined);
  const type = typeof present[0];
  const plain = present.length === 0 || type === 'string' || type === 'number' || type === 'boolean';
  // All elements are of one of the three types that the API allows; which one, its type cannot say.
  if (plain && present.every((value) => typeof value === type)) return present as string[];
  return jsonText(values);
}

/** The text that an object has of itself: a date, a URL, an id with a `toJSON` or `toString` of its own. */
function ownText(value: object): string | undefined {
  const { toJSON, toString: toText } = value as { toJSON?: unknown; toString?: unknown };
  if (typeof toJSON === 'function') {
    const plain: unknown = toJSON.call(value, '');
    return typeof plain === 'string' ? plain : undefined;
  }
  if (typeof toText !== 'function' || ArrayBuffer.isView(value) || isObjectsToString(toText, value))
    return undefined;
  const text: unknown = toText.call(value);
  return typeof text === 'string' ? text : undefined;
}

// Another realm has an Object of its own: its `toString` is what the last prototype of the chain holds.
function isObjectsToString(toText: unknown, value: object): boolean {
  let root: object = value;
  for (let next = Object.getPrototypeOf(root); next !== null; next = Object.getPrototypeOf(root)) root = next;
  return root !== value && toText === (root as { toString?: unknown }).toString;
}

function tag(value: object): string {
  return Object.prototype.toString.call(value);
}

function isError(value: object): value is Error {
  return value instanceof Error || tag(value) === '[object Error]';
}

function isDate(value: object): value is Date {
  return value instanceof Date || tag(value) === '[object Date]';
}

function readOrUndefined(value: object, key: string): unknown {
  try {
    return (value as Record<string, unknown>)[key];
  } catch {
    return undefined;
  }
}
