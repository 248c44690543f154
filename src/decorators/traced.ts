import { type Layer, layersFor } from '../engine/option-levels.js';
import { rootScope } from '../engine/root-scope.js';
import type { Scope } from '../engine/scope.js';
import type { TracedFactory } from '../options.js';
import { checkCallOptions } from '../wrapping/check-options.js';
import { noteMethod } from '../wrapping/decorated.js';
import { rememberMember } from '../wrapping/traced-members.js';
import { traceMethod } from '../wrapping/traced-method.js';
import { decoratedMethod, isDecoration } from './decorator-mode.js';

/** `Traced` for a scope. */
export function tracedFor(scope: Scope): TracedFactory {
  function Traced(...call: unknown[]): unknown {
    if (isDecoration(call)) return decorate(scope, [{}], call);
    const [first, second] = call;
    const own = typeof first === 'string' ? [{ name: first }, second ?? {}] : [first ?? {}];
    return (...decoration: unknown[]) => decorate(scope, own, decoration);
  }
  return Traced as TracedFactory;
}

// Options are checked here and not before, so that a message can name the method.
function decorate(scope: Scope, own: readonly Layer[], call: readonly unknown[]): unknown {
  const { fn, key, owner, place, replace } = decoratedMethod('Traced', call);
  for (const options of own) checkCallOptions(`@Traced on ${place}`, options, fn);
  const { wrapper, mark } = traceMethod(scope, { fn, key, owner }, layersFor(scope.defaults, key), own);
  if (owner !== undefined) rememberMember(owner, key, mark);
  noteMethod(owner, key, fn, wrapper);
  return replace(wrapper);
}

/**
 * Traces a method: each call is a span named `Class.method`, a child of the active span, ended when the call
 * completes: at return, when its promise settles, its generator or Observable is done, its lazy query was awaited. A
 * call that throws has the status ERROR, `error.type` and an exception event. The call itself, what it returns and what
 * it throws, is not changed. Without a tracer provider it is the plain call.
 *
 * Serves `experimentalDecorators` and standard decorators alike, as `@Traced`, `@Traced()`, `@Traced(name)`,
 * `@Traced(name, options)` or `@Traced(options)`. An option `name` wins over the name before it.
 *
 * ```ts
 * class OrderService {
 *   @Traced({ attributes: (order: Order) => ({ 'order.id': order.id }) })
 *   async place(order: Order): Promise<Receipt> { … }
 * }
 * ```
 *
 * @throws TypeError where it is put on something that is no method, or where an option is wrong
 */
export const Traced: TracedFactory = /* @__PURE__ */ tracedFor(rootScope);
