import { describeRecording, recordingOf } from '../describe-recording.js';
import { describeValue } from '../describe-value.js';
import { type FailurePattern, failureDifferences } from '../failure.js';
import { requireSpan } from '../span-source.js';
import { indented, type MatchResult, message } from './match-result.js';

export function toHaveFailedWith(actual: unknown, expected?: FailurePattern): MatchResult {
  const span = requireSpan(actual, 'toHaveFailedWith()');
  const differences = failureDifferences(span, expected);
  const wanted = expected === undefined ? 'have failed' : `have failed with ${describeValue(expected)}`;
  const head = (negation: string): string =>
    `Expected the span ${describeValue(span.name)} ${negation}to ${wanted}.`;
  return differences.length === 0
    ? { pass: true, message: () => message(head('not '), describeRecording(recordingOf(span))) }
    : {
        pass: false,
        message: () => message(head(''), indented(differences), describeRecording(recordingOf(span))),
      };
}
