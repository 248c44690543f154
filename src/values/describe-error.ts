import { readingValue } from '../shared/reading-values.js';
import { attributeValue } from './attribute-values.js';

/** What a thrown value says of itself. Nothing here throws, whatever the value is. */
export interface ErrorDescription {
  /** The class's name (a DOMException's `name`), `_OTHER` where there is none. Never `error.code`. */
  readonly type: string;
  readonly message: string | undefined;
}

const OTHER = '_OTHER';
const MAX_CAUSES = 32;

export function describeError(error: unknown): ErrorDescription {
  if (!isObject(error)) return { type: OTHER, message: String(error) };
  return readingValue(() => ({ type: errorType(error), message: errorMessage(error) }));
}

/** The stack with those of its causes, of an AggregateError's errors and of a SuppressedError's two, each once. */
export function stackTrace(error: unknown): string | undefined {
  return isObject(error) ? readingValue(() => stackWithCauses(error)) : undefined;
}

function stackWithCauses(error: object): string | undefined {
  const seen = new Set<unknown>([error]);
  const parts = [stackOf(error)];
  addCauses(error, seen, parts);
  const known = parts.filter((part) => part !== undefined);
  return known.length === 0 ? undefined : known.join('\n');
}

function addCauses(error: object, seen: Set<unknown>, parts: (string | undefined)[]): void {
  for (const [title, cause] of causesOf(error)) {
    if (seen.has(cause) || seen.size >= MAX_CAUSES) continue;
    seen.add(cause);
    parts.push(`${title}: ${stackOf(cause) ?? headline(cause)}`);
    if (isObject(cause)) addCauses(cause, seen, parts);
  }
}

function causesOf(error: object): [title: string, cause: unknown][] {
  const cause = read(error, 'cause');
  const causes: [string, unknown][] = cause === undefined || cause === null ? [] : [['Caused by', cause]];
  if (isSuppressedError(error)) {
    causes.push(['Error', read(error, 'error')], ['Suppressed', read(error, 'suppressed')]);
  }
  const errors = read(error, 'errors');
  if (isArray(errors)) {
    const count = Math.min(errors.length, MAX_CAUSES);
    for (let index = 0; index < count; index++) causes.push([`Error [${index}]`, read(errors, index)]);
  }
  return causes;
}

// By its name: compiled `using` brings a class of its own where the language has none.
function isSuppressedError(error: object): boolean {
  return read(error, 'name') === 'SuppressedError' && has(error, 'error') && has(error, 'suppressed');
}

function errorType(error: object): string {
  if (tagOf(error) === '[object DOMException]') return text(read(error, 'name')) ?? OTHER;
  const type = read(error, 'constructor');
  return (typeof type === 'function' && text(read(type, 'name'))) || OTHER;
}

function errorMessage(error: object): string | undefined {
  const message = read(error, 'message');
  if (message !== undefined) return shown(message);
  // An error whose message cannot be read has none; an object of another kind is shown as what it holds.
  return has(error, 'message') ? undefined : shown(error);
}

function shown(value: unknown): string | undefined {
  return text(String(attributeValue(value) ?? ''));
}

function stackOf(error: unknown): string | undefined {
  return isObject(error) ? text(read(error, 'stack')) : undefined;
}

function headline(error: unknown): string {
  const { type, message } = describeError(error);
  return type === OTHER ? String(message) : `${type}: ${message}`;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function isArray(value: unknown): value is unknown[] {
  try {
    return Array.isArray(value);
  } catch {
    return false; // a revoked proxy
  }
}

function read(value: object, key: PropertyKey): unknown {
  try {
    return (value as Record<PropertyKey, unknown>)[key];
  } catch {
    return undefined;
  }
}

function has(value: object, key: PropertyKey): boolean {
  try {
    return key in value;
  } catch {
    return true; // it cannot be looked at
  }
}

function tagOf(value: object): string {
  try {
    return Object.prototype.toString.call(value);
  } catch {
    return '';
  }
}
