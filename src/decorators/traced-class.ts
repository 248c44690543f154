import type { ClassLayer } from '../engine/option-levels.js';
import { rootScope } from '../engine/root-scope.js';
import type { Scope } from '../engine/scope.js';
import type { TracedClassFactory } from '../options.js';
import { className } from '../shared/function-kinds.js';
import { checkClassOptions } from '../wrapping/check-options.js';
import { noteClass } from '../wrapping/decorated.js';
import { traceMembers } from '../wrapping/trace-members.js';
import { decoratedClass, isDecoration } from './decorator-mode.js';

/** `TracedClass` for a scope. */
export function tracedClassFor(scope: Scope): TracedClassFactory {
  function TracedClass(...call: unknown[]): unknown {
    if (isDecoration(call)) return decorate(scope, {}, call);
    const [first, second] = call;
    const prefixed = typeof first === 'string';
    const options = (prefixed ? second : first) ?? {};
    return (...decoration: unknown[]) => decorate(scope, options, decoration, prefixed ? first : undefined);
  }
  return TracedClass as TracedClassFactory;
}

// The class stays the one that it is: dependency injection knows it by identity.
function decorate(scope: Scope, options: object, call: readonly unknown[], prefix?: string): void {
  const target = decoratedClass('TracedClass', call);
  const where = `@TracedClass on ${className(target) ?? '(anonymous)'}`;
  checkClassOptions(where, options);
  const level = (prefix === undefined ? options : { ...options, prefix }) as ClassLayer;
  checkClassOptions(where, level);
  traceMembers(scope, where, target, level, 'adopt');
  noteClass(target);
}

/**
 * Traces the methods that a class declares, as `Traced` does each: its public and TypeScript-private methods, those
 * named by symbols too. Accessors, fields and `#private` methods stay as they are. Options go for all methods; a
 * method's own `@Traced` wins over them, option by option, and `@Untraced()` leaves a method out.
 *
 * Serves `experimentalDecorators` and standard decorators alike, as `@TracedClass`, `@TracedClass()`,
 * `@TracedClass(prefix)`, `@TracedClass(prefix, options)` or `@TracedClass(options)`.
 *
 * Under standard decorators, put `@Traced` above other decorators that replace the method: one below them cannot be
 * seen from the class, and the call would have two spans.
 *
 * @throws TypeError where it is put on something that is no class, or where an option is wrong
 */
export const TracedClass: TracedClassFactory = /* @__PURE__ */ tracedClassFor(rootScope);
