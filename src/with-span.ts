import type { Span } from '@opentelemetry/api';
import { registeredMeterProvider, registeredProvider } from './internal/active-tracer.js';
import { CallPlan } from './internal/call-plan.js';
import { checkCallOptions, checkName, show } from './internal/check-options.js';
import type { Layer } from './internal/layers.js';
import { rootScope } from './internal/root-scope.js';
import { NO_SPAN } from './internal/run-in-span.js';
import type { Scope } from './internal/scope.js';
import { callWithSpan } from './internal/wrap.js';
import type { WithSpan } from './types.js';

/** `withSpan` for a scope. */
export function withSpanFor(scope: Scope, isEnabled: () => boolean = () => true): WithSpan {
  function withSpan(name: string, ...rest: unknown[]): unknown {
    const [options, fn] = (rest.length > 1 ? rest : [{}, rest[0]]) as [Layer, (span: Span) => unknown];
    checkName('withSpan()', name);
    if (typeof fn !== 'function') {
      throw new TypeError(`withSpan('${name}'): expected a function to run in the span, got ${show(fn)}.`);
    }
    if (isOff(scope, options) || !isEnabled()) return fn(NO_SPAN);
    return callWithSpan(rest.length > 1 ? planWith(scope, name, options) : planFor(scope, name), fn);
  }
  return withSpan as WithSpan;
}

function planWith(scope: Scope, name: string, options: Layer): CallPlan {
  checkCallOptions(`withSpan('${name}')`, options);
  return new CallPlan(
    scope,
    { className: undefined, memberName: name, isPerCall: true },
    [scope.defaults],
    [options],
  );
}

// Names are few as a rule; where a program makes them up, the plans are made again now and then.
const MOST_PLANS = 1_000;
const plans = new WeakMap<Scope, Map<string, CallPlan>>();

/** The plan of the blocks of this name that have no options of their own. */
function planFor(scope: Scope, name: string): CallPlan {
  let known = plans.get(scope);
  if (known === undefined) {
    known = new Map();
    plans.set(scope, known);
  }
  let plan = known.get(name);
  if (plan === undefined) {
    if (known.size === MOST_PLANS) known.clear();
    plan = planWith(scope, name, {});
    known.set(name, plan);
  }
  return plan;
}

/** Whether nobody is there to trace or to measure for. */
function isOff({ defaults }: Scope, options: Layer): boolean {
  if (registeredProvider() !== undefined) return false;
  return !(options.metrics ?? defaults.metrics) || registeredMeterProvider() === undefined;
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
