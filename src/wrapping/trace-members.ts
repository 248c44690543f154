import { type ClassLayer, type Layer, layersFor, methodEntry } from '../engine/option-levels.js';
import type { Scope } from '../engine/scope.js';
import type { MethodFilter } from '../options.js';
import { checkArguments } from './check-options.js';
import { type Member, membersOf } from './members.js';
import { rememberedMember } from './traced-members.js';
import { ownerName, traceMethod } from './traced-method.js';
import { isUntraced, wrapperInfo } from './wrapper-info.js';

/**
 * Traces the methods of a class in place; those of an object get wrappers on the object itself. Methods that are
 * traced already stay so: for `@TracedClass` they take over the class's options, below their own.
 *
 * @param where the decorator or function and its target, for messages
 * @returns undoes what was done here, and nothing else
 */
export function traceMembers(
  scope: Scope,
  where: string,
  target: object,
  level: ClassLayer,
  traced: 'adopt' | 'leave',
): () => void {
  const chosen = membersOf(target, { ...scope.defaults, ...level }).filter((member) =>
    isChosen(member, scope, level),
  );
  const undo: (() => void)[] = [];
  for (const member of chosen) {
    const { fn, key, owner, place } = member;
    const base = layersFor(scope.defaults, key);
    const own = layersFor(level, key);
    const known = wrapperInfo(fn) ?? rememberedMember(owner, key);
    if (known === undefined || known.measures !== undefined) {
      checkArguments(`${where}, method ${String(key)}`, own, fn);
      undo.push(replace(scope, member, base, own));
    } else if (traced === 'adopt' && owner === place) {
      known.adopt(ownerName(owner), own);
    }
  }
  return () => {
    for (const action of undo.splice(0).reverse()) action();
  };
}

function isChosen({ fn, key, owner }: Member, { defaults }: Scope, level: ClassLayer): boolean {
  if (isUntraced(fn) || isOfUntracedClass(owner)) return false;
  if ((methodEntry(level, key) ?? methodEntry(defaults, key)) === false) return false;
  const include = level.include ?? defaults.include;
  const exclude = level.exclude ?? defaults.exclude;
  if (include !== undefined && !matches(include, key)) return false;
  return exclude === undefined || !matches(exclude, key);
}

function isOfUntracedClass(owner: object): boolean {
  const type =
    typeof owner === 'function' ? owner : Reflect.getOwnPropertyDescriptor(owner, 'constructor')?.value;
  return typeof type === 'function' && isUntraced(type);
}

function matches(filter: MethodFilter<string | symbol>, key: string | symbol): boolean {
  return typeof filter === 'function' ? filter(key) : filter.includes(key);
}

function replace(scope: Scope, member: Member, base: readonly Layer[], own: readonly Layer[]): () => void {
  const { place, key, descriptor } = member;
  const before = Reflect.getOwnPropertyDescriptor(place, key);
  const { wrapper, plan } = traceMethod(scope, member, base, own);
  Reflect.defineProperty(place, key, { ...descriptor, value: wrapper });
  return () => {
    // Where somebody has put something on top since, or kept the wrapper, it only passes on from now on.
    plan.on = false;
    if (Reflect.getOwnPropertyDescriptor(place, key)?.value !== wrapper) return;
    if (before === undefined) Reflect.deleteProperty(place, key);
    else Reflect.defineProperty(place, key, before);
  };
}
