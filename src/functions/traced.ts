import { CallPlan } from '../engine/call-plan.js';
import type { Layer } from '../engine/option-levels.js';
import { rootScope } from '../engine/root-scope.js';
import type { Scope } from '../engine/scope.js';
import type { TracedFunctionFactory } from '../options.js';
import { type Callable, isClass } from '../shared/function-kinds.js';
import { show, validateName } from '../shared/validation.js';
import { checkCallOptions } from '../wrapping/check-options.js';
import { wrapFunction } from '../wrapping/wrap.js';

/** `traced` for a scope. */
export function tracedFunctionFor(scope: Scope): TracedFunctionFactory {
  function traced(...call: unknown[]): unknown {
    const fn = call[call.length - 1];
    if (typeof fn !== 'function' || isClass(fn as Callable)) {
      const got = typeof fn === 'function' ? 'a class; use TracedClass or instrument' : show(fn);
      throw new TypeError(`traced(): expected a function, got ${got}.`);
    }
    const name = call.length > 1 ? call[0] : fn.name;
    if (name === '') {
      throw new TypeError(
        "traced(): the function has no name to give its spans. Name them: traced('name', fn).",
      );
    }
    validateName('traced()', name);
    const options = (call.length > 2 ? call[1] : {}) as Layer;
    checkCallOptions(`traced('${name}')`, options, fn as Callable);
    const site = { className: undefined, memberName: name };
    const own: Layer[] = call.length > 1 ? [{ name }, options] : [options];
    return wrapFunction(fn as Callable, new CallPlan(scope, site, [scope.defaults], own));
  }
  return traced as TracedFunctionFactory;
}

/**
 * A function that does what `fn` does, each call in a span: `Traced` for functions. The span is named as given, or as
 * the function is.
 *
 * @throws TypeError where `fn` is no function, has no name and is given none, or where an option is wrong
 */
export const traced: TracedFunctionFactory = /* @__PURE__ */ tracedFunctionFor(rootScope);
