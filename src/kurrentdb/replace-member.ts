type Member = (this: never, ...args: never) => unknown;

/** A member that was replaced; `restore` gives it back, unless somebody has put another over it meanwhile. */
export interface ReplacedMember {
  restore(): void;
}

/**
 * Puts what `make` makes of a method in its place, with its name, length and flags. `undefined` where there is no such
 * method: clients of other versions have more of them or fewer.
 */
export function replaceMember(
  owner: object,
  key: PropertyKey,
  make: (original: Member) => Member,
): ReplacedMember | undefined {
  const original: unknown = Reflect.get(owner, key);
  if (typeof original !== 'function') return undefined;
  const own = Reflect.getOwnPropertyDescriptor(owner, key);
  const replacement = make(original as Member);
  for (const property of ['name', 'length'] as const) {
    Object.defineProperty(replacement, property, { value: original[property], configurable: true });
  }
  const flags = { writable: own?.writable ?? true, enumerable: own?.enumerable ?? false, configurable: true };
  if (!Reflect.defineProperty(owner, key, { ...flags, value: replacement })) return undefined;
  return {
    restore: () => {
      if (Reflect.getOwnPropertyDescriptor(owner, key)?.value !== replacement) return;
      if (own === undefined) Reflect.deleteProperty(owner, key);
      else Reflect.defineProperty(owner, key, own);
    },
  };
}
