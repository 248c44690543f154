import { isBoolean, isFunction, oneOf, type Rules, validateOptions } from '../shared/validation.js';
import type { KurrentDBTracingOptions } from './options.js';

const correlation = ["'parent', 'links' or 'both'", oneOf('parent', 'links', 'both')] as const;

const RULES: { readonly [Key in keyof Required<KurrentDBTracingOptions>]: Rules[string] } = {
  append: ['true or false', isBoolean],
  subscribe: ['true or false', isBoolean],
  correlation,
  relation: correlation,
  overwrite: ['true or false', isBoolean],
  okStatus: ['true or false', isBoolean],
  user: ['a name, or a function that returns one', (value) => typeof value === 'string' || isFunction(value)],
  semconv: ["'legacy', 'stable' or 'both'", oneOf('legacy', 'stable', 'both', 'seed')],
  tracing: [
    'what createTracing() returns',
    (value) => isFunction((value as { withSpan?: unknown } | null)?.withSpan),
  ],
};

/** Throws a TypeError that names the option that is unknown or invalid. */
export function checkOptions(where: string, options: object): void {
  validateOptions(where, options, RULES);
}
