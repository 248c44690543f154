/** @throws TypeError on a key that is none of `allowed`: left out silently, a misspelt one would let a test pass. */
export function checkKeys(value: object, allowed: readonly string[], asker: string): void {
  const unknown = Object.keys(value).find((key) => !allowed.includes(key));
  if (unknown === undefined) return;
  throw new TypeError(`${asker} does not know ${JSON.stringify(unknown)}; it takes ${allowed.join(', ')}.`);
}
