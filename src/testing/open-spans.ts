import { AssertionError } from 'node:assert';
import type { RecordedSpan } from './recorded-span.js';

const SHOWN = 20;

/** A line for each span that is still open, for the first 20: `"checkout", started at src/checkout.ts:12`. */
export function openSpanLines(
  spans: readonly RecordedSpan[],
  startedAt: (span: RecordedSpan) => string | undefined,
): string[] {
  const more = spans.length - SHOWN;
  const lines = spans.slice(0, SHOWN).map((span) => {
    const place = startedAt(span);
    return `${JSON.stringify(span.name)}${place ? `, started at ${place}` : ''}`;
  });
  return more > 0 ? [...lines, `and ${more} more`] : lines;
}

/** What fails a test that left spans open. */
export function openSpansError(
  spans: readonly RecordedSpan[],
  startedAt: (span: RecordedSpan) => string | undefined,
): AssertionError {
  const count =
    spans.length === 1
      ? 'A span was started and not ended'
      : `${spans.length} spans were started and not ended`;
  const lines = openSpanLines(spans, startedAt).map((line) => `  ${line}`);
  return new AssertionError({ message: `${count}:\n${lines.join('\n')}\n` });
}
