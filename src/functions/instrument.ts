import type { ClassLayer } from '../engine/option-levels.js';
import { rootScope } from '../engine/root-scope.js';
import type { Scope } from '../engine/scope.js';
import type { Instrument } from '../options.js';
import { className } from '../shared/function-kinds.js';
import { checkClassOptions } from '../wrapping/check-options.js';
import { traceMembers } from '../wrapping/trace-members.js';

/** `instrument` for a scope. */
export function instrumentFor(scope: Scope): Instrument {
  return (target: object, options: object = {}) => {
    if (!isClassOrObject(target)) {
      throw new TypeError(
        `instrument(): expected a class or an object, got ${typeof target === 'function' ? 'a function' : String(target)}. ` +
          'Use traced() for a function; check the import where it should have been a class.',
      );
    }
    const name = className(typeof target === 'function' ? target : target.constructor) ?? '(anonymous)';
    checkClassOptions(`instrument(${name})`, options);
    return traceMembers(scope, `instrument(${name})`, target, options as ClassLayer, 'leave');
  };
}

function isClassOrObject(target: unknown): boolean {
  if (typeof target === 'function') return typeof target.prototype === 'object' && target.prototype !== null;
  return typeof target === 'object' && target !== null;
}

/**
 * `TracedClass` for code that you do not own. The methods of a class are traced in place, so for the instances that
 * exist already too; an object's are traced on the object alone, its class stays as it is. What is traced already
 * stays as it is: to instrument twice is to do it once.
 *
 * @returns undoes what this call did, and nothing else; to call it again does nothing
 * @throws TypeError where the target is neither class nor object, or where an option is wrong
 */
export const instrument: Instrument = /* @__PURE__ */ instrumentFor(rootScope);
