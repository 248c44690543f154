import { describeRecording } from '../describe-recording.js';
import { hub } from '../hub.js';
import { openSpanLines } from '../open-spans.js';
import { requireSpans } from '../span-source.js';
import { indented, type MatchResult, message } from './match-result.js';

export function toHaveEndedAllSpans(actual: unknown): MatchResult {
  const all = requireSpans(actual, 'toHaveEndedAllSpans()');
  const open = all.filter((span) => !span.ended);
  if (open.length === 0) {
    return {
      pass: true,
      message: () =>
        message('Expected a span that is still open, but all have ended.', describeRecording(all)),
    };
  }
  const lines = openSpanLines(open, (span) => hub().logs.get(span)?.startedAt(span));
  return {
    pass: false,
    message: () =>
      message(
        `Expected all spans to have ended, but still open:\n${indented(lines)}`,
        describeRecording(all),
      ),
  };
}
