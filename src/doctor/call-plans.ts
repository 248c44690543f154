import { dataProperty, hasMethods, isObject } from './own-data.js';

/** What the package keeps for a traced function or block: read from the plan of its calls, which the process holds. */
export interface TracedPlan {
  /** The class that declares the method; `undefined` for functions and blocks, and while it isn't known. */
  readonly className: string | undefined;
  /** The method's name; of a block, the name of its span. */
  readonly memberName: string;
  /** Whether it is a block, as `withSpan` runs them. */
  readonly isBlock: boolean;
  /** Whether an option names the span: `name` or `prefix`. */
  readonly isNamed: boolean;
  /** Whether the option `metrics` is set but has nothing that measures: it needs `enableMetrics()`. */
  readonly needsMetricsEngine: boolean;
}

/** The plans among the objects of the process. They are recognized by their fields, whichever copy of the package made them. */
export function tracedPlans(objects: readonly object[]): TracedPlan[] {
  return objects.map(asPlan).filter((plan) => plan !== undefined);
}

function asPlan(object: object): TracedPlan | undefined {
  const site = dataProperty(object, 'site');
  const options = dataProperty(object, 'options');
  if (!isObject(site) || !isObject(options) || !hasMethods(object, 'startOptions', 'report'))
    return undefined;
  const memberName = dataProperty(site, 'memberName');
  const className = dataProperty(site, 'className');
  if (typeof memberName !== 'string') return undefined;
  return {
    className: typeof className === 'string' ? className : undefined,
    memberName,
    isBlock: dataProperty(site, 'isPerCall') === true,
    isNamed: dataProperty(options, 'name') !== undefined || dataProperty(options, 'prefix') !== undefined,
    needsMetricsEngine: needsEngine(dataProperty(object, 'measured')),
  };
}

function needsEngine(measured: unknown): boolean {
  const wanted = isObject(measured) ? dataProperty(measured, 'wanted') : undefined;
  if (!isObject(wanted)) return false;
  return !hasMethods(wanted, 'begin') && dataProperty(wanted, 'engine') === undefined;
}
