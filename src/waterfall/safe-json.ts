// `<` begins every way out of a script element; the line separators end a line for some readers.
const ESCAPED = /[<>\u2028\u2029]/g;

/**
 * JSON that may stand in a script element of a page. The escapes are JSON's own: the value read back is the same, and
 * halves of surrogate pairs are escaped by `JSON.stringify`.
 */
export function safeJson(value: unknown): string {
  return JSON.stringify(value).replace(
    ESCAPED,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
