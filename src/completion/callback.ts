import { runInContext } from '../context/run-in-context.js';
import type { TracedCall } from '../engine/traced-call.js';
import type { Callable } from '../shared/function-kinds.js';

/**
 * For the option `until: 'callback'`: the call's arguments with a last function that ends the call, error first.
 * `undefined` if no argument is a function.
 */
export function argumentsWithCallback(call: TracedCall): readonly unknown[] | undefined {
  const { args, callerContext, plan } = call;
  const index = args.findLastIndex((argument) => typeof argument === 'function');
  if (index === -1) return undefined;
  const callback = args[index] as Callable;
  const traced = function (this: unknown, ...results: unknown[]): unknown {
    const [error, ...values] = results;
    if (error === null || error === undefined) call.succeed(values.length > 1 ? values : values[0]);
    else call.fail(error);
    // The callback is the caller's code: it runs in the caller's context.
    return runInContext(callerContext, () => Reflect.apply(callback, this, results), plan);
  };
  for (const key of ['name', 'length'] as const)
    Reflect.defineProperty(traced, key, { value: callback[key], configurable: true });
  return args.with(index, traced);
}
