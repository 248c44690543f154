import type { KurrentDBTracingOptions } from './options.js';

const isBoolean = (value: unknown) => typeof value === 'boolean';
const oneOf = (values: readonly string[]) => (value: unknown) => values.includes(value as string);

const RULES: {
  readonly [Key in keyof Required<KurrentDBTracingOptions>]: [string, (value: unknown) => boolean];
} = {
  append: ['true or false', isBoolean],
  subscribe: ['true or false', isBoolean],
  relation: ["'parent', 'links' or 'both'", oneOf(['parent', 'links', 'both'])],
  overwrite: ['true or false', isBoolean],
  okStatus: ['true or false', isBoolean],
  user: [
    'a name, or a function that gives one',
    (value) => typeof value === 'string' || typeof value === 'function',
  ],
  semconv: ["'seed', 'stable' or 'both'", oneOf(['seed', 'stable', 'both'])],
  tracing: [
    'what createTracing() gives',
    (value) => typeof (value as { withSpan?: unknown } | null)?.withSpan === 'function',
  ],
};

/** Throws a TypeError that names the option that is unknown or wrong. */
export function checkOptions(where: string, options: object): void {
  for (const [key, value] of Object.entries(options)) {
    if (!Object.hasOwn(RULES, key)) {
      throw new TypeError(
        `${where}: unknown option '${key}'. The options are ${Object.keys(RULES).join(', ')}.`,
      );
    }
    const [expected, test] = RULES[key as keyof KurrentDBTracingOptions];
    if (value !== undefined && !test(value)) {
      throw new TypeError(`${where}: the option '${key}' is ${JSON.stringify(value)}; expected ${expected}.`);
    }
  }
}
