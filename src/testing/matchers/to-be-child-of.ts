import { describeRecording, recordingOf } from '../describe-recording.js';
import { describeValue } from '../describe-value.js';
import type { TextPattern } from '../match-value.js';
import { isName } from '../span-query.js';
import { contextOf, describeReference, parentDifferences, type SpanReference } from '../span-reference.js';
import { requireSpan } from '../span-source.js';
import { indented, type MatchResult, message } from './match-result.js';

export function toBeChildOf(actual: unknown, parent: TextPattern | SpanReference): MatchResult {
  const span = requireSpan(actual, 'toBeChildOf()');
  if (!isName(parent) && !contextOf(parent)) {
    throw new TypeError(
      `toBeChildOf() takes the parent: a span, a span context or a name, got ${describeValue(parent)}.`,
    );
  }
  const all = recordingOf(span);
  const differences = parentDifferences(span, parent, all);
  const head = (negation: string): string =>
    `Expected the span ${describeValue(span.name)} ${negation}to be a child of ${describeReference(parent)}.`;
  return differences.length === 0
    ? { pass: true, message: () => message(head('not '), describeRecording(all)) }
    : { pass: false, message: () => message(head(''), indented(differences), describeRecording(all)) };
}
