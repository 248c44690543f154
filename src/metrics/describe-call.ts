import type { MeasuredMethod } from '../call-metrics.js';

/**
 * What a callback returns for the arguments of a call; `undefined` if it throws, which is reported. Metrics don't know the
 * method that they are used on, so the callback declares its own parameters.
 */
export function describeCall<Args extends readonly unknown[], Result>(
  describe: (...args: Args) => Result,
  method: MeasuredMethod,
  self: unknown,
  args: readonly unknown[],
): Result | undefined {
  try {
    return Reflect.apply(describe, self, args) as Result;
  } catch (error) {
    method.report(error);
    return undefined;
  }
}
