import { CallPlan, type CallSite } from '../engine/call-plan.js';
import type { Layer } from '../engine/option-levels.js';
import type { Scope } from '../engine/scope.js';
import { type Callable, className, memberName } from '../shared/function-kinds.js';
import { findDeclaringClass } from './declaring-class.js';
import { parameterKeysOf } from './parameter-keys.js';
import { wrapFunction } from './wrap.js';
import { setWrapperInfo, type WrapperInfo, wrapperInfo } from './wrapper-info.js';

/** A method to be traced, and where it stands. */
export interface TracedMethod {
  readonly fn: Callable;
  readonly key: string | symbol;
  /** The prototype, or the class of a static method; `undefined` while it is not known. */
  readonly owner: object | undefined;
}

export interface Traced {
  readonly wrapper: Callable;
  readonly plan: CallPlan;
  readonly mark: WrapperInfo;
}

/** The wrapper for a method, marked as one; for `base` and `own` see CallPlan. */
export function traceMethod(
  scope: Scope,
  method: TracedMethod,
  base: readonly Layer[],
  own: readonly Layer[],
): Traced {
  const below = wrapperInfo(method.fn);
  if (below?.measures === undefined) return wrapMethod(scope, method, base, own);
  return wrapMethod(scope, { ...method, fn: below.original }, base, [...own, below.measures]);
}

/** The wrapper for a method that is measured and not traced, unless something traces it later. */
export function measureMethod(scope: Scope, method: TracedMethod, measures: Layer): Traced {
  return wrapMethod(scope, method, [], [measures, { span: 'none' }], measures);
}

function wrapMethod(
  scope: Scope,
  { fn, key, owner }: TracedMethod,
  base: readonly Layer[],
  own: readonly Layer[],
  measures?: Layer,
): Traced {
  const site: CallSite = {
    className: owner === undefined ? undefined : ownerName(owner),
    memberName: memberName(key),
    parameterKeys: owner === undefined ? undefined : parameterKeysOf(owner, key),
    findClass: owner === undefined ? (self) => findDeclaringClass(self, key, mark) : undefined,
  };
  const plan = new CallPlan(scope, site, base, own);
  const wrapper: Callable = wrapFunction(fn, plan);
  const mark: WrapperInfo = { original: fn, measures, adopt: adopter(site, plan) };
  setWrapperInfo(wrapper, mark);
  return { wrapper, plan, mark };
}

// Made outside of traceMethod: a closure in there would keep the wrapper alive where nothing calls it any more.
function adopter(site: CallSite, plan: CallPlan): WrapperInfo['adopt'] {
  return (name, levels) => {
    site.className = name;
    plan.adopt(levels);
  };
}

/** The class that a prototype or a class, as the owner of a method, stands for. */
export function ownerName(owner: object): string | undefined {
  return className(typeof owner === 'function' ? owner : owner.constructor);
}
