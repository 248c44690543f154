import type { MethodMark } from './wrapper-info.js';

// Under `experimentalDecorators` a decorator knows the class: what it traced is found here even where another
// decorator's wrapper hides it from sight.
const members = new WeakMap<object, Map<string | symbol, MethodMark>>();

export function rememberMember(owner: object, key: string | symbol, mark: MethodMark): void {
  const known = members.get(owner) ?? new Map<string | symbol, MethodMark>();
  known.set(key, mark);
  members.set(owner, known);
}

export function rememberedMember(owner: object, key: string | symbol): MethodMark | undefined {
  return members.get(owner)?.get(key);
}
