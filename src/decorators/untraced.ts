import type { ClassDecoration, MethodDecoration } from '../options.js';
import { markUntraced } from '../wrapping/wrapper-info.js';
import { decoratedClass, decoratedMethod } from './decorator-mode.js';

/**
 * Leaves one method out of `@TracedClass` and `instrument`, or a whole class out of `instrument` and what builds on it,
 * such as `TracingModule`. On a method it has to stand below decorators that replace the method.
 *
 * @throws TypeError where it is put on something that is no method or class
 */
export function Untraced<This, Args extends readonly unknown[], Result>(): MethodDecoration<
  This,
  Args,
  Result
> &
  ClassDecoration<{ prototype: object }> {
  return (...call: readonly unknown[]) => {
    const onClass = call.length === 1 || (call[1] as { kind?: unknown } | undefined)?.kind === 'class';
    markUntraced(onClass ? decoratedClass('Untraced', call) : decoratedMethod('Untraced', call).fn);
  };
}
