import type { FinishedSpan } from '../shared/finished-span.js';

type Values = { readonly [key: string]: unknown };

interface Scope {
  readonly name: string;
  readonly version?: string;
}

/**
 * What the page shows of a span: the part of `ReadableSpan` that OpenTelemetry's SDK 1, 2 and 3 have in common. The
 * service is read from the resource's `service.name`. An object with these properties is enough; a span of the SDK is
 * not required.
 */
export interface WaterfallSpan extends FinishedSpan {
  readonly resource?: { readonly attributes: Values };
  /** SDK 2 and 3. */
  readonly instrumentationScope?: Scope;
  /** SDK 1. */
  readonly instrumentationLibrary?: Scope;
  readonly droppedAttributesCount?: number;
  readonly droppedEventsCount?: number;
  readonly droppedLinksCount?: number;
}

/**
 * Spans in the forms in which they are at hand: a list, the recorder of `otel-traced/testing` (its open spans too), or
 * an `InMemorySpanExporter`.
 */
export type WaterfallSpanSource =
  | Iterable<WaterfallSpan>
  | { readonly spans: Iterable<WaterfallSpan>; readonly openSpans?: Iterable<WaterfallSpan> }
  | { getFinishedSpans(): Iterable<WaterfallSpan> };

/** The spans of `source`. @throws TypeError if `source` isn't one of the accepted forms. */
export function spansOf(source: WaterfallSpanSource): Iterable<WaterfallSpan> {
  if (isIterable(source)) return source;
  if (typeof source === 'object' && source !== null) {
    if ('getFinishedSpans' in source && typeof source.getFinishedSpans === 'function') {
      return source.getFinishedSpans();
    }
    if ('spans' in source && isIterable(source.spans)) return [...source.spans, ...(source.openSpans ?? [])];
  }
  const got = source === null ? 'null' : typeof source;
  throw new TypeError(
    `renderWaterfall(): expected spans, got ${got}. Pass a list of spans, a recorder of otel-traced/testing or an InMemorySpanExporter.`,
  );
}

function isIterable(value: unknown): value is Iterable<WaterfallSpan> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}
