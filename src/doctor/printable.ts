import type { Finding } from './finding.js';

// Much of a finding's text comes from outside: a collector's response, names of classes and spans, the environment.
const MAX_LENGTH = 2000;
// Control characters (escape sequences begin with one), halves of surrogate pairs, line breaks, marks that turn the
// writing direction.
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/** The finding with text that a terminal shows as it is. */
export function printable({ code, seen, why, remedy }: Finding): Finding {
  return { code, seen: escaped(seen), why: escaped(why), remedy: escaped(remedy) };
}

function escaped(text: string): string {
  const short = text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
  return short.replace(UNPRINTABLE, (character) =>
    character === '\n' ? '\\n' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
