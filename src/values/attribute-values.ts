import type { Attributes, AttributeValue, Span } from '@opentelemetry/api';
import { readingValue } from '../shared/reading-values.js';
import { handleRejection, isPromise, type Reporter } from '../shared/report.js';
import { settings } from '../shared/settings.js';
import { firstItems } from './first-items.js';
import { jsonText } from './json-text.js';

/** What a span may hold of `value`, or `undefined` where it is left out. Never throws. */
export function attributeValue(value: unknown, reporter?: Reporter): AttributeValue | undefined {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value;
    case 'bigint':
    case 'symbol':
      return String(value);
    case 'object':
      // What cannot be read, as a revoked proxy, is left out.
      return value === null
        ? undefined
        : attempt(() => readingValue(() => objectValue(value, reporter)), reporter);
    default:
      return undefined;
  }
}

/** What a span may hold of `attributes`, as `sanitize` lets it pass. Never throws. */
export function spanAttributes(attributes: unknown, reporter?: Reporter): Attributes {
  const clean: Attributes = {};
  if (typeof attributes !== 'object' || attributes === null) return clean;
  for (const key of keysOf(attributes, reporter)) {
    const value = sanitized(key, keptValue(attributes, key, reporter), reporter);
    if (value !== undefined) clean[key] = value;
  }
  return clean;
}

/** Sets on the span what `spanAttributes` gives, without the object in between. */
export function setOn(span: Pick<Span, 'setAttribute'>, attributes: unknown, reporter?: Reporter): void {
  if (typeof attributes !== 'object' || attributes === null) return;
  for (const key of keysOf(attributes, reporter)) {
    const value = sanitized(key, keptValue(attributes, key, reporter), reporter);
    if (value !== undefined) span.setAttribute(key, value);
  }
}

function keysOf(attributes: object, reporter?: Reporter): string[] {
  try {
    return readingValue(() => Object.keys(attributes));
  } catch (error) {
    reporter?.report(error);
    return []; // a proxy that cannot be listed
  }
}

function keptValue(attributes: object, key: string, reporter?: Reporter): AttributeValue | undefined {
  const value = attempt(() => readingValue(() => (attributes as Record<string, unknown>)[key]), reporter);
  if (typeof value !== 'object' || !isForgottenAwait(value)) return attributeValue(value, reporter);
  reporter?.report(
    new TypeError(`the attribute '${key}': expected a value, got a promise. Await it before it is recorded.`),
  );
  return undefined;
}

/** Whether an attribute is a promise or has promises in its list: left out, and that one fails later is no failure. */
function isForgottenAwait(value: object | null): boolean {
  const promises = [value, ...listed(value)].filter(isPromise);
  for (const promise of promises) handleRejection(promise, () => {});
  return promises.length > 0;
}

function listed(value: unknown): unknown[] {
  return attempt(() => (Array.isArray(value) ? readingValue(() => firstItems(value)) : [])) ?? [];
}

/** `value` as `sanitize` lets it pass; `undefined` where it drops it or throws. */
export function sanitized(
  key: string,
  value: AttributeValue | undefined,
  reporter?: Reporter,
): AttributeValue | undefined {
  const { sanitize } = settings();
  if (sanitize === undefined || value === undefined) return value;
  const answer = attempt(() => readingValue(() => sanitize(key, value)), reporter);
  handleRejection(answer, (error) => reporter?.report(error));
  return attributeValue(answer, reporter);
}

/** Text as `sanitize` lets it pass. */
export function sanitizedText(
  key: string,
  text: string | undefined,
  reporter?: Reporter,
): string | undefined {
  const value = sanitized(key, text, reporter);
  return value === undefined ? undefined : String(value);
}

function objectValue(value: object, reporter?: Reporter): AttributeValue | undefined {
  if (Array.isArray(value)) return arrayValue(value);
  if (isError(value)) {
    const message: unknown = value.message;
    return typeof message === 'object' ? jsonText(message) : String(message);
  }
  if (isInvalidDate(value)) return undefined;
  return attempt(() => ownText(value), reporter) ?? jsonText(value);
}

function arrayValue(values: readonly unknown[]): AttributeValue {
  const present: unknown[] = [];
  for (const value of firstItems(values)) {
    if (value === null || value === undefined) continue;
    const type = typeof value;
    if (type !== 'string' && type !== 'number' && type !== 'boolean') return jsonText(values);
    if (present.length > 0 && typeof present[0] !== type) return jsonText(values);
    present.push(value);
  }
  // All elements are of one of the three types that the API allows; which one, its type cannot say.
  return present as string[];
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
  if (value instanceof Error) return true;
  return tag(value) === '[object Error]' && typeof (value as Error).message === 'string';
}

function isInvalidDate(value: object): boolean {
  if (!(value instanceof Date) && tag(value) !== '[object Date]') return false;
  // It takes dates of any realm, and throws on what only pretends to be one.
  return Number.isNaN(attempt(() => Date.prototype.getTime.call(value)));
}

function attempt<T>(action: () => T, reporter?: Reporter): T | undefined {
  try {
    return action();
  } catch (error) {
    reporter?.report(error);
    return undefined;
  }
}
