// Text that the page shows.

const UNITS = [
  [1e9, 's'],
  [1e6, 'ms'],
  [1e3, 'µs'],
];

/** `1.23 s`, `45.6 ms`, `7 µs`: three digits, from nanoseconds. */
export function duration(nanos) {
  const size = Math.abs(nanos);
  if (size >= 60e9) {
    const seconds = Math.round(nanos / 1e9);
    return `${Math.trunc(seconds / 60)} min ${Math.abs(seconds % 60)} s`;
  }
  const [unit, name] = UNITS.find(([one]) => size >= one * 0.9995) ?? [1, 'ns'];
  const value = nanos / unit;
  const digits = Math.abs(value) >= 99.95 || unit === 1 ? 0 : Math.abs(value) >= 9.995 ? 1 : 2;
  return `${Number(value.toFixed(digits))} ${name}`;
}

/** At least, if a span of it has not ended. */
export function traceDuration(trace) {
  return `${trace.open ? '≥ ' : ''}${duration(trace.duration)}`;
}

/** `2026-11-25 08:15:30.123`, in the reader's time zone. */
export function dateTime(seconds, nanos) {
  const date = new Date(seconds * 1e3 + Math.floor(nanos / 1e6));
  if (Number.isNaN(date.getTime())) return 'unknown';
  const pad = (value, length = 2) => String(value).padStart(length, '0');
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => pad(part)).join(':');
  return `${day} ${time}.${pad(date.getMilliseconds(), 3)}`;
}

export function count(number, word, plural = `${word}s`) {
  return `${number.toLocaleString('en')} ${number === 1 ? word : plural}`;
}

export const KINDS = ['internal', 'server', 'client', 'producer', 'consumer'];

// Controls, halves of surrogate pairs and marks that turn the writing direction; line breaks and tabs stay.
const UNPRINTABLE = /[\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Cc}]/gu;

/** The same text with what cannot be seen, or hides the rest, as escapes. */
export function printable(text) {
  return String(text).replace(UNPRINTABLE, (character) => {
    if (character === '\n' || character === '\t') return character;
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

export function printableValue(value) {
  return printable(
    typeof value === 'string' ? value : JSON.stringify(value, undefined, 1)?.replace(/\n\s*/g, ' '),
  );
}
