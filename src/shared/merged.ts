/**
 * The properties of both, the second's over the first's. For what is done at each call: on Node 20 a spread that
 * anything follows takes ten times as long.
 */
export function merged<A extends object, B extends object>(
  weaker: A | undefined,
  stronger: B | undefined,
): A & B {
  return Object.assign({}, weaker, stronger) as A & B;
}
