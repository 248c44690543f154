import type { WrapperInfo } from './wrapper-info.js';

// Under `experimentalDecorators` a decorator knows the class: what it traced is found here even where another
// decorator's wrapper hides it from sight.
const members = new WeakMap<object, Map<string | symbol, WrapperInfo>>();

export function rememberMember(owner: object, key: string | symbol, mark: WrapperInfo): void {
  const known = members.get(owner) ?? new Map<string | symbol, WrapperInfo>();
  known.set(key, mark);
  members.set(owner, known);
}

export function rememberedMember(owner: object, key: string | symbol): WrapperInfo | undefined {
  return members.get(owner)?.get(key);
}
