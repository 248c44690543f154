import type { AttributeInput } from '../options.js';
import { type FactName, factFields, factKind } from './facts.js';

export type Fields = { readonly [field: string]: unknown };

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * `value` as the fact `name`, or `undefined` where it is none of that kind. Objects pass only as identities with a text
 * of their own: no argument's content comes onto a span by mistake.
 */
export function factValue(name: FactName, value: unknown): AttributeInput {
  switch (factKind(name)) {
    case 'number':
      return numberOf(value);
    case 'flag':
      return typeof value === 'boolean' ? value : undefined;
    case 'text':
      return typeof value === 'string' && value !== '' ? value : undefined;
    default:
      return typeof value === 'string' ? value || undefined : (numberOf(value) ?? ownText(value));
  }
}

/** The fact as a field of `source`, under the names that it has there. */
export function factIn(name: FactName, source: Fields): AttributeInput {
  for (const field of factFields(name)) {
    const value = factValue(name, source[field]);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** A field of an object under the first of the names that it has. */
export function fieldOf(source: Fields, ...names: string[]): unknown {
  for (const name of names) if (source[name] !== undefined && source[name] !== null) return source[name];
  return undefined;
}

/** The class of `value`, if it has one of its own. */
export function className(value: object): string | undefined {
  const type: unknown = value.constructor;
  return typeof type === 'function' && type !== Object && type.name !== '' ? type.name : undefined;
}

function numberOf(value: unknown): number | string | undefined {
  if (typeof value === 'number') return Number.isNaN(value) ? undefined : value;
  if (typeof value !== 'bigint') return undefined;
  // Positions are often 64 bits wide; what a number cannot hold exactly stays text.
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
}

function ownText(value: unknown): string | undefined {
  if (!isObject(value) || className(value) === undefined || value instanceof Error) return undefined;
  const { toString: toText } = value;
  return toText !== Object.prototype.toString && typeof toText === 'function' ? String(value) : undefined;
}
