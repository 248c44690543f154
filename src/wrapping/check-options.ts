import { isCallMetrics, type Layer } from '../engine/option-levels.js';
import type { Callable } from '../shared/function-kinds.js';
import {
  isBoolean,
  isFunction,
  isNonEmptyString,
  isRecord,
  oneOf,
  type Rules,
  type Test,
  validateOptions,
} from '../shared/validation.js';
import { parametersOf } from './parameter-names.js';

const isFilter: Test = (value) => Array.isArray(value) || isFunction(value);
const isRecordOrFunction: Test = (value) => isRecord(value) || isFunction(value);
const FUNCTION = ['a function', isFunction] as const;
const BOOLEAN = ['true or false', isBoolean] as const;
const ATTRIBUTES = ['attributes by key, or a function that returns them', isRecordOrFunction] as const;
const FILTER = ['an array of method names, or a function that tests a name', isFilter] as const;

const CALL_RULES: Rules = {
  name: [
    'a non-empty string, or a function that returns one',
    (value) => isNonEmptyString(value) || isFunction(value),
  ],
  kind: ['a SpanKind', oneOf(0, 1, 2, 3, 4)],
  attributes: ATTRIBUTES,
  args: ['an array of attribute keys, with null for an argument that has none', isKeyList],
  resultAttributes: FUNCTION,
  resultError: FUNCTION,
  until: ["'callback' or 'stream'", oneOf('callback', 'stream')],
  samePromise: BOOLEAN,
  errorAttributes: FUNCTION,
  expectedErrorAttributes: FUNCTION,
  isError: FUNCTION,
  exceptions: ["'once', 'every-span' or 'off'", oneOf('once', 'every-span', 'off')],
  okStatus: BOOLEAN,
  parent: FUNCTION,
  root: ["true, false or 'linked'", oneOf(true, false, 'linked')],
  links: ['an array of links, or a function that returns one', isFilter],
  inject: ['a function that returns a carrier', isFunction],
  span: ["'new', 'current' or 'none'", oneOf('new', 'current', 'none')],
  each: ["the items' options, or a function that returns them", isRecordOrFunction],
  enabled: ['true, false or a function', (value) => isBoolean(value) || isFunction(value)],
  metrics: [
    'true, false, metrics options or a CallMetrics object',
    (value) => isBoolean(value) || isRecord(value),
  ],
};

const isInstrument: Test = (value) => isBoolean(value) || isRecord(value);

const METRICS_RULES: Rules = {
  engine: FUNCTION,
  name: ['a non-empty string', isNonEmptyString],
  duration: ["true, false or the histogram's options", isInstrument],
  active: ["true, false or the counter's options", isInstrument],
  calls: ["true, false or the counter's options", isInstrument],
  functionName: BOOLEAN,
  metricAttributes: ATTRIBUTES,
  metricResultAttributes: FUNCTION,
  metricErrorAttributes: FUNCTION,
};

const CLASS_RULES: Rules = {
  ...CALL_RULES,
  prefix: ['a non-empty string', isNonEmptyString],
  include: FILTER,
  exclude: FILTER,
  statics: BOOLEAN,
  inherited: BOOLEAN,
  methods: ['options by method name', isRecord],
};

/** Throws a TypeError that names the place where options of one call are wrong. */
export function checkCallOptions(where: string, options: unknown, fn?: Callable): void {
  validateOptions(where, options, CALL_RULES);
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
  validateOptions(where, options, CLASS_RULES);
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
  validateOptions(where, options, METRICS_RULES);
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
  return (
    Array.isArray(value) && value.every((key) => key === null || key === undefined || isNonEmptyString(key))
  );
}
