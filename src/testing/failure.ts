import { SpanStatusCode } from '@opentelemetry/api';
import { describeValue, isAsymmetric } from './describe-value.js';
import { matchesText, type TextPattern } from './match-value.js';
import type { RecordedSpan } from './recorded-span.js';

/**
 * How a span should have failed, in the words of `toThrow`: a text that the message contains, a pattern for the
 * message, an error's class, an error (its class and exact message), or the two given apart.
 */
export type FailurePattern =
  | TextPattern
  | Error
  | (abstract new (
      ...args: never
    ) => unknown)
  | { readonly type?: TextPattern; readonly message?: TextPattern };

/** What keeps the span from having failed as expected; empty when it did. */
export function failureDifferences(span: RecordedSpan, expected?: FailurePattern): string[] {
  if (span.status.code !== SpanStatusCode.ERROR) {
    return [`status: expected ERROR, got ${SpanStatusCode[span.status.code]}`];
  }
  if (expected === undefined) return [];
  const { type, message } = typeAndMessage(expected);
  const differences: string[] = [];
  const types = recorded(span, 'exception.type').concat(textOf(span.attributes['error.type']));
  if (type !== undefined && !types.some((text) => matchesText(text, type))) {
    differences.push(`error type: expected ${describeValue(type)}, got ${list(types)}`);
  }
  const messages = recorded(span, 'exception.message').concat(textOf(span.status.message));
  if (message !== undefined && !messages.some((text) => message(text))) {
    differences.push(`error message: expected ${messageText(expected)}, got ${list(messages)}`);
  }
  return differences;
}

function typeAndMessage(expected: FailurePattern): {
  type?: TextPattern;
  message?: (actual: string) => boolean;
} {
  if (typeof expected === 'string') return { message: (actual) => actual.includes(expected) };
  if (typeof expected === 'function') return { type: expected.name };
  if (isAsymmetric(expected) || expected instanceof RegExp) {
    return { message: (actual) => matchesText(actual, expected) };
  }
  if (isError(expected)) {
    return { type: expected.constructor.name, message: (actual) => actual === expected.message };
  }
  const { type, message } = expected as { type?: TextPattern; message?: TextPattern };
  return { type, message: message === undefined ? undefined : (actual) => matchesText(actual, message) };
}

function messageText(expected: FailurePattern): string {
  if (typeof expected === 'string') return `a text with ${describeValue(expected)} in it`;
  return describeValue(typeof expected === 'object' && 'message' in expected ? expected.message : expected);
}

function recorded(span: RecordedSpan, key: string): string[] {
  return span.events
    .filter((event) => event.name === 'exception')
    .flatMap((event) => textOf(event.attributes?.[key]));
}

function textOf(value: unknown): string[] {
  return typeof value === 'string' ? [value] : [];
}

function list(texts: readonly string[]): string {
  return [...new Set(texts)].map(describeValue).join(' and ') || 'none';
}

// Not instanceof: a test runner's sandbox has its own Error.
function isError(value: unknown): value is Error {
  return Object.prototype.toString.call(value) === '[object Error]' || value instanceof Error;
}
