/** How much of one foreign value is read at most. */
export const MAX_ITEMS = 10_000;

/** The items of an array by index, whatever it says its iterator is: of a longer one the first 10,000. */
export function firstItems(values: readonly unknown[]): unknown[] {
  const items: unknown[] = [];
  const count = Math.min(values.length, MAX_ITEMS);
  for (let index = 0; index < count; index++) items.push(values[index]);
  return items;
}
