export type Test = (value: unknown) => boolean;

/** What an option has to be, in the words of the message, and the test of it. */
export type Rule = readonly [expected: string, test: Test];
export type Rules = Readonly<Record<string, Rule>>;

export const isFunction: Test = (value) => typeof value === 'function';
export const isBoolean: Test = (value) => typeof value === 'boolean';
export const isNonEmptyString: Test = (value) => typeof value === 'string' && value !== '';
export const oneOf =
  (...values: unknown[]): Test =>
  (value) =>
    values.includes(value);

/** Whether a value is an object with options or attributes by key: not an array, not `null`. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/**
 * Checks options against their rules. Only own enumerable properties and those of the options' own prototypes count:
 * what stands on `Object.prototype` is not an option.
 *
 * @param where the decorator or function and its target, as the message begins
 * @throws TypeError if `options` is not an object, or an option is unknown or invalid
 */
export function validateOptions(where: string, options: unknown, rules: Rules): void {
  if (!isRecord(options)) throw new TypeError(`${where}: expected an options object, got ${show(options)}.`);
  for (const key of optionKeys(options)) {
    const value = options[key];
    const rule = Object.hasOwn(rules, key) ? rules[key] : undefined;
    if (rule === undefined) {
      throw new TypeError(
        `${where}: unknown option '${key}'. The options are ${Object.keys(rules).join(', ')}.`,
      );
    }
    if (value !== undefined && !rule[1](value)) {
      throw new TypeError(`${where}: the option '${key}' is ${show(value)}; expected ${rule[0]}.`);
    }
  }
}

/** The names of the options that an object has: its own, and those that it inherits from other options. */
export function optionKeys(options: object): string[] {
  const keys: string[] = [];
  for (const key in options) {
    if (Object.hasOwn(options, key) || !Object.hasOwn(Object.prototype, key)) keys.push(key);
  }
  return keys;
}

/** Throws a TypeError unless `name`, of a span, a scope or a prefix, is a non-empty string. */
export function validateName(where: string, name: unknown): asserts name is string {
  if (!isNonEmptyString(name)) {
    throw new TypeError(`${where}: expected a non-empty string, got ${show(name)}.`);
  }
}

/** A value as it stands in messages. */
export function show(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
