const MAX_DEPTH = 8;

/** Stands for a value that throws where it is read. */
export const UNREADABLE = '<unreadable>';

/** A value that JSON keeps as it is. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/**
 * An attribute's value as JSON has it: numbers that JSON does not know as text, bytes as their count, objects down to
 * eight levels. A value that cannot be read is `<unreadable>`.
 */
export function encodeValue(value: unknown, maxTextLength: number, depth = 0): JsonValue {
  try {
    if (typeof value === 'string') return cutText(value, maxTextLength);
    if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
    if (typeof value === 'boolean' || value === null) return value;
    if (value === undefined) return null;
    if (typeof value !== 'object') return cutText(String(value), maxTextLength);
    if (ArrayBuffer.isView(value)) return `<${value.byteLength} bytes>`;
    if (depth === MAX_DEPTH) return '…';
    if (Array.isArray(value)) return value.map((item) => encodeValue(item, maxTextLength, depth + 1));
    // Without a prototype: `__proto__` is a key like any other.
    const copy: { [key: string]: JsonValue } = Object.create(null);
    for (const [key, item] of Object.entries(value)) copy[key] = encodeValue(item, maxTextLength, depth + 1);
    return copy;
  } catch {
    return UNREADABLE;
  }
}

export function cutText(text: unknown, maxTextLength: number): string {
  const whole = String(text);
  if (whole.length <= maxTextLength) return whole;
  return `${whole.slice(0, maxTextLength)}… (${whole.length} characters)`;
}
