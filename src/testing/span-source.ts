import { describeValue } from './describe-value.js';
import { isRecordedSpan, type RecordedSpan } from './recorded-span.js';

/** The spans of a source, ended and still open ones, or `undefined` where the value is no span source. */
export function spansOf(source: unknown): readonly RecordedSpan[] | undefined {
  if (Array.isArray(source)) return source.every(isRecordedSpan) ? source : undefined;
  if (typeof source !== 'object' || source === null) return undefined;
  if ('getFinishedSpans' in source && typeof source.getFinishedSpans === 'function') {
    return spansOf(source.getFinishedSpans());
  }
  if (!('spans' in source)) return undefined;
  const ended = spansOf(source.spans);
  const open = 'openSpans' in source ? spansOf(source.openSpans) : undefined;
  return ended && open ? [...ended, ...open] : ended;
}

/** As `spansOf`, but says what was expected where the value is no span source. */
export function requireSpans(source: unknown, asker: string): readonly RecordedSpan[] {
  const spans = spansOf(source);
  if (spans) return spans;
  throw new TypeError(
    `${asker} needs what recordTraces() returned, an array of recorded spans or an InMemorySpanExporter, ` +
      `got ${describeValue(source)}${isRecordedSpan(source) ? ': put the span into an array' : ''}.`,
  );
}

/** A recorded span, or an error that says what was expected. */
export function requireSpan(value: unknown, asker: string): RecordedSpan {
  if (isRecordedSpan(value)) return value;
  const remedy = spansOf(value) ? ': pick one of its spans, for example with traces.get(name)' : '';
  throw new TypeError(`${asker} needs one recorded span, got ${describeValue(value)}${remedy}.`);
}
