import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { checkKeys } from './check-keys.js';
import { describeValue } from './describe-value.js';
import { type FailurePattern, failureDifferences } from './failure.js';
import { matchesText, matchesValue, type TextPattern } from './match-value.js';
import type { RecordedEvent, RecordedSpan } from './recorded-span.js';
import { describeReference, isLinkTo, parentDifferences, type SpanReference } from './span-reference.js';

/** The attributes that must be there; `undefined` for a key means that it must not. */
export type AttributesPattern = Readonly<Record<string, unknown>>;

/** An event to be found on a span: its name, or its name with attributes. */
export type EventPattern =
  | TextPattern
  | { readonly name: TextPattern; readonly attributes?: AttributesPattern };

/** What a span should be like. What is left out is not looked at; asymmetric matchers work everywhere inside. */
export interface SpanPattern {
  readonly name?: TextPattern;
  readonly kind?: SpanKind;
  /** These at least; `undefined` for a key means that it must be absent. */
  readonly attributes?: AttributesPattern;
  readonly status?: 'UNSET' | 'OK' | 'ERROR' | SpanStatusCode;
  readonly statusMessage?: TextPattern;
  /** As for `toHaveFailedWith`. */
  readonly failedWith?: FailurePattern;
  /** These at least, in any order. */
  readonly events?: readonly EventPattern[];
  /** These at least: the spans that it links to. */
  readonly links?: readonly SpanReference[];
  /** The direct parent, by name or as a span; `null`: a root span. */
  readonly parent?: TextPattern | SpanReference | null;
  /** The name of the instrumentation scope (of the tracer). */
  readonly scope?: TextPattern;
  readonly ended?: boolean;
}

const PATTERN_KEYS = Object.keys({
  name: 1,
  kind: 1,
  attributes: 1,
  status: 1,
  statusMessage: 1,
  failedWith: 1,
  events: 1,
  links: 1,
  parent: 1,
  scope: 1,
  ended: 1,
} satisfies Record<keyof SpanPattern, 1>);

export function checkPattern(pattern: object, ...more: readonly string[]): void {
  checkKeys(pattern, [...PATTERN_KEYS, ...more], 'A pattern for spans');
}

/** What keeps `span` from matching, one line for each difference; empty when it matches. `all` resolves parents' names. */
export function spanDifferences(
  span: RecordedSpan,
  pattern: SpanPattern,
  all: readonly RecordedSpan[],
): string[] {
  const differences: string[] = [];
  const check = (holds: boolean, what: string, expected: string, actual: string | undefined): void => {
    if (!holds) differences.push(`${what}: expected ${expected}, got ${actual}`);
  };
  const checkText = (what: string, actual: string | undefined, expected: TextPattern | undefined): void => {
    if (expected === undefined) return;
    check(matchesText(actual, expected), what, describeValue(expected), describeValue(actual));
  };
  const { kind, status, failedWith, parent, ended } = pattern;
  checkText('name', span.name, pattern.name);
  checkText('scope', span.instrumentationScope.name, pattern.scope);
  if (kind !== undefined) check(span.kind === kind, 'kind', SpanKind[kind], SpanKind[span.kind]);
  if (status !== undefined) {
    const expected = typeof status === 'string' ? status : SpanStatusCode[status];
    const actual = SpanStatusCode[span.status.code];
    check(actual === expected, 'status', expected, actual);
  }
  checkText('status message', span.status.message, pattern.statusMessage);
  if (pattern.attributes) differences.push(...attributeDifferences(span, pattern.attributes));
  if (failedWith !== undefined) differences.push(...failureDifferences(span, failedWith));
  for (const event of pattern.events ?? []) {
    const found = span.events.some((recorded) => matchesEvent(recorded, event));
    check(found, 'event', describeValue(event), span.events.map(describeEvent).join(', ') || 'none');
  }
  for (const link of pattern.links ?? []) {
    const found = span.links.some((recorded) => isLinkTo(recorded, link));
    check(found, 'link', `to ${describeReference(link)}`, span.links.length ? 'others' : 'none');
  }
  if (parent !== undefined) differences.push(...parentDifferences(span, parent, all));
  if (ended !== undefined) check(span.ended === ended, 'ended', String(ended), String(span.ended));
  return differences;
}

/** With `only`, attributes that were not named count as differences too. */
export function attributeDifferences(
  span: RecordedSpan,
  expected: AttributesPattern,
  only = false,
): string[] {
  const line = (key: string, wanted: string): string => {
    const actual = Object.hasOwn(span.attributes, key) ? describeValue(span.attributes[key]) : 'none';
    return `attributes[${JSON.stringify(key)}]: ${wanted}, got ${actual}`;
  };
  const keys = Object.keys(expected);
  const wrong = keys.filter((key) => !matchesValue(span.attributes[key], expected[key]));
  const others = only ? Object.keys(span.attributes).filter((key) => !keys.includes(key)) : [];
  return [
    ...wrong.map((key) =>
      line(key, `expected ${expected[key] === undefined ? 'none' : describeValue(expected[key])}`),
    ),
    ...others.map((key) => line(key, 'not expected')),
  ];
}

function matchesEvent(event: RecordedEvent, expected: EventPattern): boolean {
  if (typeof expected === 'string' || !('name' in expected))
    return matchesText(event.name, expected as TextPattern);
  const attributes = Object.entries(expected.attributes ?? {});
  return (
    matchesText(event.name, expected.name) &&
    attributes.every(([key, value]) => matchesValue(event.attributes?.[key], value))
  );
}

function describeEvent(event: RecordedEvent): string {
  const attributes = Object.keys(event.attributes ?? {}).length ? ` ${describeValue(event.attributes)}` : '';
  return `${describeValue(event.name)}${attributes}`;
}
