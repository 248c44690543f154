import { decoratedMethod } from './internal/decorator-mode.js';
import { markUntraced } from './internal/method-mark.js';
import type { MethodDecoration } from './types.js';

/**
 * Leaves one method out of `@TracedClass` and `instrument`. It has to stand below decorators that replace the method.
 *
 * @throws TypeError where it is put on something that is no method
 */
export function Untraced<This, Args extends readonly unknown[], Result>(): MethodDecoration<
  This,
  Args,
  Result
> {
  return (...call) => {
    markUntraced(decoratedMethod('Untraced', call).fn);
  };
}
