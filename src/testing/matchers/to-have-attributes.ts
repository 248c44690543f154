import { checkKeys } from '../check-keys.js';
import { describeRecording, recordingOf } from '../describe-recording.js';
import { describeValue } from '../describe-value.js';
import { type AttributesPattern, attributeDifferences } from '../span-pattern.js';
import { requireSpan } from '../span-source.js';
import { indented, type MatchResult, message } from './match-result.js';

export function toHaveAttributes(
  actual: unknown,
  expected: AttributesPattern,
  options: { readonly only?: boolean } = {},
): MatchResult {
  checkKeys(options, ['only'], 'toHaveAttributes()');
  const { only = false } = options;
  const span = requireSpan(actual, 'toHaveAttributes()');
  const differences = attributeDifferences(span, expected, only);
  const wanted = `attributes ${describeValue(expected)}${only ? ' and no others' : ''}`;
  const head = (negation: string): string =>
    `Expected the span ${describeValue(span.name)} ${negation}to have ${wanted}.`;
  return differences.length === 0
    ? { pass: true, message: () => message(head('not '), describeRecording(recordingOf(span))) }
    : {
        pass: false,
        message: () => message(head(''), indented(differences), describeRecording(recordingOf(span))),
      };
}
