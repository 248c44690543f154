import type { MethodDecoration } from '../options.js';
import { markUntraced } from '../wrapping/wrapper-info.js';
import { decoratedMethod } from './decorator-mode.js';

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
