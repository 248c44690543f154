import type { Link, SpanContext } from '@opentelemetry/api';
import { describeValue } from './describe-value.js';
import { matchesText, type TextPattern } from './match-value.js';
import { isRecordedSpan, type RecordedSpan } from './recorded-span.js';

/** A span to which another links, or under which it stands: a recorded span, an API span or a span context. */
export type SpanReference = RecordedSpan | SpanContext | { spanContext(): SpanContext };

/** The span context that a reference stands for; `undefined` where it is none (a name, a pattern). */
export function contextOf(reference: unknown): SpanContext | undefined {
  if (typeof reference !== 'object' || reference === null) return undefined;
  if ('spanContext' in reference && typeof reference.spanContext === 'function')
    return reference.spanContext();
  return 'spanId' in reference && 'traceId' in reference ? (reference as SpanContext) : undefined;
}

export function isLinkTo(link: Link, target: SpanReference): boolean {
  return isSameContext(link.context, contextOf(target));
}

/** `expected`: a name is looked up in `all`; `null` says that there is no parent. */
export function parentDifferences(
  span: RecordedSpan,
  expected: TextPattern | SpanReference | null,
  all: readonly RecordedSpan[],
): string[] {
  const { parentSpanContext } = span;
  const parent = all.find((other) => isSameContext(other.spanContext(), parentSpanContext));
  const actual = parent
    ? describeValue(parent.name)
    : parentSpanContext
      ? 'a span that is not in this recording'
      : 'none (a root)';
  const holds =
    expected === null
      ? parentSpanContext === undefined
      : contextOf(expected)
        ? isSameContext(parentSpanContext, contextOf(expected))
        : parent !== undefined && matchesText(parent.name, expected as TextPattern);
  return holds ? [] : [`parent: expected ${describeReference(expected)}, got ${actual}`];
}

export function describeReference(reference: TextPattern | SpanReference | null): string {
  if (reference === null) return 'none (a root)';
  const context = contextOf(reference);
  if (!context || isRecordedSpan(reference)) return describeValue(reference);
  return `the span ${context.spanId} of trace ${context.traceId}`;
}

function isSameContext(one: SpanContext | undefined, other: SpanContext | undefined): boolean {
  return one !== undefined && one.spanId === other?.spanId && one.traceId === other.traceId;
}
