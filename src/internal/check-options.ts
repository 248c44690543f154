import type { Callable } from './callable.js';
import { isCallMetrics, type Layer } from './layers.js';
import { parametersOf } from './parameter-names.js';

type Test = (value: unknown) => boolean;

const isFunction: Test = (value) => typeof value === 'function';
const isBoolean: Test = (value) => typeof value === 'boolean';
const isFilter: Test = (value) => Array.isArray(value) || isFunction(value);
const isText: Test = (value) => typeof value === 'string' && value !== '';
const oneOf =
  (...values: unknown[]): Test =>
  (value) =>
    values.includes(value);

type Rule = readonly [expected: string, test: Test];

const CALL_RULES = rules({
  name: [
    'a name that is not empty, or a function that gives one',
    (value) => isText(value) || isFunction(value),
  ],
  kind: ['a SpanKind', oneOf(0, 1, 2, 3, 4)],
  attributes: [
    'attributes by key, or a function that gives them',
    (value) => isRecord(value) || isFunction(value),
  ],
  args: ['a list of attribute keys, null where an argument has none', isKeyList],
  resultAttributes: ['a function', isFunction],
  errorAttributes: ['a function', isFunction],
  expectedErrorAttributes: ['a function', isFunction],
  isError: ['a function', isFunction],
  exceptions: ["'once', 'every-span' or 'off'", oneOf('once', 'every-span', 'off')],
  okStatus: ['true or false', isBoolean],
  parent: ['a function', isFunction],
  root: ["true, false or 'linked'", oneOf(true, false, 'linked')],
  links: ['a list of links, or a function that gives one', isFilter],
  inject: ['a function that gives a carrier', isFunction],
  span: ["'new', 'current' or 'none'", oneOf('new', 'current', 'none')],
  each: [
    "the items' options, or a function that gives them",
    (value) => isRecord(value) || isFunction(value),
  ],
  enabled: ['true, false or a function', (value) => isBoolean(value) || isFunction(value)],
  metrics: ['true, false, options of metrics or metrics', (value) => isBoolean(value) || isRecord(value)],
});

const isInstrument: Test = (value) => isBoolean(value) || isRecord(value);

const METRICS_RULES = rules({
  engine: ['a function', isFunction],
  name: ['a name that is not empty', isText],
  duration: ['true, false or options of the histogram', isInstrument],
  active: ['true, false or options of the counter', isInstrument],
  calls: ['true, false or options of the counter', isInstrument],
  functionName: ['true or false', isBoolean],
  metricAttributes: [
    'attributes by key, or a function that gives them',
    (value) => isRecord(value) || isFunction(value),
  ],
  metricResultAttributes: ['a function', isFunction],
  metricErrorAttributes: ['a function', isFunction],
});

const CLASS_RULES = rules({
  ...Object.fromEntries(CALL_RULES),
  prefix: ['a prefix that is not empty', isText],
  include: ['a list of method names, or a test of a name', isFilter],
  exclude: ['a list of method names, or a test of a name', isFilter],
  statics: ['true or false', isBoolean],
  inherited: ['true or false', isBoolean],
  methods: ['options by method name', isRecord],
});

/** Throws a TypeError that names the place where options of one call are wrong. */
export function checkCallOptions(where: string, options: unknown, fn?: Callable): void {
  check(where, options, CALL_RULES);
  checkMetrics(where, options as Layer);
  if (fn !== undefined) checkArguments(where, [options as { args?: readonly unknown[] }], fn);
}

/** Throws where the option `args` names more arguments than the function has parameters. */
export function checkArguments(
  where: string,
  levels: readonly { readonly args?: readonly unknown[] }[],
  fn: Callable,
): void {
  for (const { args } of levels) if (args !== undefined) checkArgs(where, args, fn);
}

/** The same for the options of a class. */
export function checkClassOptions(where: string, options: unknown): void {
  check(where, options, CLASS_RULES);
  checkMetrics(where, options as Layer);
  const { methods = {} } = options as { methods?: Record<PropertyKey, unknown> };
  for (const name of Reflect.ownKeys(methods)) {
    const method = methods[name];
    if (method !== false && method !== undefined)
      checkCallOptions(`${where}, methods.${String(name)}`, method);
  }
}

function checkMetrics(where: string, { metrics }: Layer): void {
  if (typeof metrics !== 'object' || isCallMetrics(metrics)) return;
  checkMetricsOptions(`${where}, metrics`, metrics);
}

/** The same for the options of a method's metrics. */
export function checkMetricsOptions(where: string, options: unknown): void {
  check(where, options, METRICS_RULES);
}

/** A name of a span, scope or prefix: not empty. */
export function checkName(where: string, name: unknown): asserts name is string {
  if (!isText(name)) throw new TypeError(`${where}: expected a name that is not empty, got ${show(name)}.`);
}

function check(where: string, options: unknown, known: ReadonlyMap<string, Rule>): void {
  if (!isRecord(options)) throw new TypeError(`${where}: expected options, an object, got ${show(options)}.`);
  for (const key in options as Record<string, unknown>) {
    const value = (options as Record<string, unknown>)[key];
    const rule = known.get(key);
    if (rule === undefined) {
      throw new TypeError(
        `${where}: unknown option '${key}'. The options are ${[...known.keys()].join(', ')}.`,
      );
    }
    if (value !== undefined && !rule[1](value)) {
      throw new TypeError(`${where}: the option '${key}' is ${show(value)}; expected ${rule[0]}.`);
    }
  }
}

function rules(table: Record<string, Rule>): ReadonlyMap<string, Rule> {
  return new Map(Object.entries(table));
}

function checkArgs(where: string, args: readonly unknown[], fn: Callable): void {
  if (args.length <= fn.length) return;
  const parameters = parametersOf(fn);
  if (parameters === undefined || parameters.takesMore || args.length <= parameters.names.length) return;
  const count = parameters.names.length;
  throw new TypeError(
    `${where}: the option 'args' names ${args.length} arguments, the parameter list has ${count}. Leave out the rest.`,
  );
}

function isKeyList(value: unknown): boolean {
  return Array.isArray(value) && value.every((key) => key === null || key === undefined || isText(key));
}

/** Whether a value is an object that may hold options or attributes by key. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as it stands in messages. */
export function show(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
