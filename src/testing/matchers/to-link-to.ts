import { describeRecording, recordingOf } from '../describe-recording.js';
import { describeValue } from '../describe-value.js';
import { matchesValue } from '../match-value.js';
import type { AttributesPattern } from '../span-pattern.js';
import { contextOf, describeReference, isLinkTo, type SpanReference } from '../span-reference.js';
import { requireSpan } from '../span-source.js';
import { type MatchResult, message } from './match-result.js';

export function toLinkTo(
  actual: unknown,
  target: SpanReference,
  attributes: AttributesPattern = {},
): MatchResult {
  const span = requireSpan(actual, 'toLinkTo()');
  if (!contextOf(target)) {
    throw new TypeError(
      `toLinkTo() takes the linked span or its span context, got ${describeValue(target)}.`,
    );
  }
  const all = recordingOf(span);
  const links = span.links.filter((link) => isLinkTo(link, target));
  const pass = links.some((link) =>
    Object.entries(attributes).every(([key, value]) => matchesValue(link.attributes?.[key], value)),
  );
  const withAttributes = Object.keys(attributes).length ? ` with ${describeValue(attributes)}` : '';
  const head = (negation: string): string =>
    `Expected the span ${describeValue(span.name)} ${negation}to link to ${describeReference(target)}${withAttributes}.`;
  const nameOf = (spanId: string): string => {
    const linked = all.find((other) => other.spanContext().spanId === spanId);
    return linked ? describeValue(linked) : `the span ${spanId}, which is not in this recording`;
  };
  const others = links.length
    ? `That link has ${links.map((link) => describeValue(link.attributes ?? {})).join(' and ')}.`
    : `It links to ${span.links.map((link) => nameOf(link.context.spanId)).join(', ') || 'nothing'}.`;
  return pass
    ? { pass, message: () => message(head('not '), describeRecording(all)) }
    : { pass, message: () => message(head(''), others, describeRecording(all)) };
}
