import { describeRecording } from '../describe-recording.js';
import { describeValue } from '../describe-value.js';
import type { RecordedSpan } from '../recorded-span.js';
import type { SpanPattern } from '../span-pattern.js';
import { findSpans, type SpanQuery, toPattern } from '../span-query.js';
import { requireSpans } from '../span-source.js';
import { indented, type MatchResult, message } from './match-result.js';
import { nearest } from './nearest.js';

export function toHaveSpan(actual: unknown, query: SpanQuery, partial?: SpanPattern): MatchResult {
  const all = requireSpans(actual, 'toHaveSpan()');
  const fitting = findSpans(all, query, partial);
  const mayBeOpen = partial?.ended !== undefined || (typeof query === 'object' && 'ended' in query);
  const found = mayBeOpen ? fitting : fitting.filter((span) => span.ended);
  const wanted = [query, partial].filter((part) => part !== undefined).map((part) => describeValue(part));
  if (found.length > 0) {
    const count = found.length === 1 ? 'a span that fits' : `${found.length} spans that fit`;
    return {
      pass: true,
      message: () =>
        message(`Expected no span ${wanted.join(' with ')}, but there is ${count}.`, describeRecording(all)),
    };
  }
  return {
    pass: false,
    message: () =>
      message(
        `Expected a span ${wanted.join(' with ')}.`,
        whyNot(all, fitting, query, partial),
        describeRecording(all),
      ),
  };
}

function whyNot(
  all: readonly RecordedSpan[],
  open: readonly RecordedSpan[],
  query: SpanQuery,
  partial?: SpanPattern,
): string | undefined {
  if (open.length > 0)
    return 'A span that fits is still open: wait for its end, for example with traces.waitFor().';
  if (typeof query === 'function') return undefined;
  const candidate = nearest(all, toPattern(query, partial));
  return (
    candidate && `The nearest is ${describeValue(candidate.span.name)}:\n${indented(candidate.differences)}`
  );
}
