import { isAsymmetric } from './describe-value.js';
import type { TextPattern } from './match-value.js';
import { isRecordedSpan, type RecordedSpan } from './recorded-span.js';
import { checkPattern, type SpanPattern, spanDifferences } from './span-pattern.js';

/** Which span: its name (a text or a pattern), what it is like, or a test of your own. */
export type SpanQuery = TextPattern | SpanPattern | ((span: RecordedSpan) => boolean);

/** A name and what else the span is like, as one pattern. */
export function toPattern(query: TextPattern | SpanPattern, partial: SpanPattern = {}): SpanPattern {
  return isName(query) ? { ...partial, name: query } : { ...query, ...partial };
}

export function findSpans(
  all: readonly RecordedSpan[],
  query: SpanQuery,
  partial?: SpanPattern,
): readonly RecordedSpan[] {
  return all.filter(fitting(all, query, partial));
}

/** Whether a span fits; `all` resolves parents' names. */
export function fitting(
  all: readonly RecordedSpan[],
  query: SpanQuery,
  partial: SpanPattern = {},
): (span: RecordedSpan) => boolean {
  checkQuery(query);
  checkPattern(partial);
  if (typeof query === 'function') {
    return (span) => query(span) && spanDifferences(span, partial, all).length === 0;
  }
  const pattern = toPattern(query, partial);
  return (span) => spanDifferences(span, pattern, all).length === 0;
}

/** @throws TypeError on what is no query: an empty pattern would match every span. */
function checkQuery(query: unknown): void {
  if (typeof query === 'function' || isName(query)) return;
  if (typeof query === 'object' && query !== null && !isRecordedSpan(query) && !Array.isArray(query)) {
    checkPattern(query);
    return;
  }
  throw new TypeError(
    `A span is looked for by its name, a RegExp or a pattern such as { attributes: {} }, got ${query}.`,
  );
}

export function isName(query: unknown): query is TextPattern {
  return typeof query === 'string' || query instanceof RegExp || isAsymmetric(query);
}
