/** Where a name, a message or a value is cut. */
export const MAX_LENGTH = 1024;

// Control characters (ANSI escapes begin with one), line breaks, halves of surrogate pairs and marks that turn the writing direction.
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

const SHORT_ESCAPES: { readonly [character: string]: string } = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** One line of text that a terminal shows as it is: cut at 1,024 characters, what would break the layout escaped. */
export function printableText(text: unknown): string {
  const whole = String(text);
  if (whole.length <= MAX_LENGTH) return escapeUnprintable(whole);
  return `${escapeUnprintable(cut(whole))}… (${whole.length} characters)`;
}

/** The same in JSON's double quotes. */
export function quotedText(text: string): string {
  if (text.length <= MAX_LENGTH) return escapeUnprintable(JSON.stringify(text));
  return `${escapeUnprintable(JSON.stringify(`${cut(text)}…`))} (${text.length} characters)`;
}

function escapeUnprintable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => SHORT_ESCAPES[character] ?? codeUnit(character));
}

function codeUnit(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function cut(text: string): string {
  const splitsPair = /[\uD800-\uDBFF]/.test(text.charAt(MAX_LENGTH - 1));
  return text.slice(0, splitsPair ? MAX_LENGTH - 1 : MAX_LENGTH);
}
