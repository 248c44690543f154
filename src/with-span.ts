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
    checkCallOptions(`withSpan('${name}')`, options);
    const site = { className: undefined, memberName: name, isPerCall: true };
    return callWithSpan(new CallPlan(scope, site, [scope.defaults], [options]), fn);
  }
  return withSpan as WithSpan;
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
