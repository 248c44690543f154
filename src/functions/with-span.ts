import type { Span } from '@opentelemetry/api';
import { registeredMeterProvider, registeredProvider } from '../context/active-tracer.js';
import { CallPlan } from '../engine/call-plan.js';
import type { Layer } from '../engine/option-levels.js';
import { rootScope } from '../engine/root-scope.js';
import type { Scope } from '../engine/scope.js';
import { NO_SPAN } from '../engine/traced-call.js';
import type { WithSpan } from '../options.js';
import { type Reporter, reporterOf } from '../shared/report.js';
import { isRecord, show, validateName } from '../shared/validation.js';
import { checkCallOptions } from '../wrapping/check-options.js';
import { callWithSpan } from '../wrapping/wrap.js';

const NO_OPTIONS: Layer = {};

/** `withSpan` for a scope. */
export function withSpanFor(scope: Scope, isEnabled: () => boolean = () => true): WithSpan {
  function withSpan(name: string, ...rest: unknown[]): unknown {
    const [options, fn] = (rest.length > 1 ? rest : [NO_OPTIONS, rest[0]]) as [
      Layer,
      (span: Span) => unknown,
    ];
    validateName('withSpan()', name);
    if (typeof fn !== 'function') {
      throw new TypeError(`withSpan('${name}'): expected a function to run in the span, got ${show(fn)}.`);
    }
    if (isOff(scope, options) || !isEnabled()) return fn(NO_SPAN);
    const plan = planFor(scope, name, options);
    const { attributes } = options;
    return callWithSpan(plan, fn, typeof attributes === 'object' ? attributes : undefined);
  }
  return withSpan as WithSpan;
}

/** A plan, and the options that it was made for: their number and what they are, the attributes aside. */
interface KeptPlan {
  readonly plan: CallPlan;
  readonly options: Readonly<Record<string, unknown>>;
  readonly count: number;
}

// Names are few as a rule; where a program makes them up, the plans are made again now and then.
const MOST_PLANS = 1_000;
const keptPlans = new WeakMap<Scope, Map<string, KeptPlan>>();

/**
 * The plan of a block. To check and to merge options costs as much as a span, and most calls of one name differ in their
 * attributes alone, which are not the plan's: it is kept by name for the calls that come with the same plain values.
 */
function planFor(scope: Scope, name: string, options: Layer): CallPlan {
  let known = keptPlans.get(scope);
  if (known === undefined) {
    known = new Map();
    keptPlans.set(scope, known);
  }
  const kept = known.get(name);
  if (kept !== undefined && isMadeFor(kept, options)) return kept.plan;
  checkCallOptions(`withSpan('${name}')`, options);
  const own = withoutAttributes(options);
  const site = { className: undefined, memberName: name, isPerCall: true };
  const plan = new CallPlan(scope, site, [scope.defaults], [own], blockReporter(scope, name));
  const values = Object.values(own);
  if (values.every(isPlainValue)) {
    if (known.size === MOST_PLANS) known.clear();
    known.set(name, { plan, options: own, count: values.length });
  }
  return plan;
}

const reporters = new WeakMap<Scope, Map<string, Reporter>>();

/** What takes the failures of all blocks of one name: plans with callbacks are made for each call. */
function blockReporter(scope: Scope, name: string): Reporter {
  const byName = reporters.get(scope) ?? new Map<string, Reporter>();
  reporters.set(scope, byName);
  let reporter = byName.get(name);
  if (reporter === undefined) {
    if (byName.size === MOST_PLANS) byName.clear();
    reporter = reporterOf(name);
    byName.set(name, reporter);
  }
  return reporter;
}

/** The options of a plan: all but attributes that are the call's own. Those that are inherited count as well. */
function withoutAttributes(options: Layer): Layer & Record<string, unknown> {
  const own: Record<string, unknown> = {};
  for (const key in options) {
    const value = options[key as keyof Layer];
    if (key !== 'attributes' || typeof value === 'function') own[key] = value;
  }
  return own;
}

function isMadeFor(kept: KeptPlan, options: unknown): boolean {
  if (!isRecord(options)) return false;
  let count = 0;
  for (const key in options) {
    const value = options[key];
    if (key === 'attributes') {
      if (value !== undefined && !isRecord(value)) return false;
    } else if (kept.options[key] === value) count++;
    else return false;
  }
  return count === kept.count;
}

/** Whether it is told by `===` that a value is the same; to keep a function would keep what it holds. */
function isPlainValue(value: unknown): boolean {
  return typeof value !== 'object' && typeof value !== 'function';
}

/** Whether nobody is there to trace or to measure for. */
function isOff({ defaults }: Scope, options: Layer): boolean {
  if (registeredProvider() !== undefined) return false;
  return !(options?.metrics ?? defaults.metrics) || registeredMeterProvider() === undefined;
}

/**
 * Runs `fn` in a new active span and hands it the span; what comes back, or is thrown, is `fn`'s own. The span ends
 * when the result is complete, as with `Traced`. Without a tracer provider `fn` gets a span that keeps nothing.
 *
 * ```ts
 * const order = await withSpan('load order', { attributes: { 'order.id': id } }, async (span) => { … });
 * ```
 *
 * @throws TypeError where the name is empty, an option is wrong or `fn` is no function
 */
export const withSpan: WithSpan = /* @__PURE__ */ withSpanFor(rootScope);
