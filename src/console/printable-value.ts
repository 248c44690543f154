import { MAX_LENGTH, printableText, quotedText } from './printable-text.js';

const MAX_DEPTH = 4;

/** An attribute's value on one line: strings quoted, arrays and (SDK 3's) objects in JSON's form, cut where they are long or deep. */
export function printableValue(value: unknown, depth = 0): string {
  if (typeof value === 'string') return quotedText(value);
  if (typeof value !== 'object' || value === null) return printableText(value);
  if (ArrayBuffer.isView(value)) return `<${value.byteLength} bytes>`;
  if (depth === MAX_DEPTH) return '…';
  if (Array.isArray(value)) {
    return `[${joinUpToLimit(value, (item) => printableValue(item, depth + 1))}]`;
  }
  const member = ([key, item]: [string, unknown]) => `${quotedText(key)}: ${printableValue(item, depth + 1)}`;
  return `{${joinUpToLimit(Object.entries(value), member)}}`;
}

function joinUpToLimit<Item>(items: readonly Item[], print: (item: Item) => string): string {
  let text = '';
  for (const item of items) {
    if (text.length > MAX_LENGTH) return `${text}, … (${items.length} in all)`;
    text += text === '' ? print(item) : `, ${print(item)}`;
  }
  return text;
}
