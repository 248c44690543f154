import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { describeValue } from './describe-value.js';
import type { RecordedEvent, RecordedSpan, SpanSource } from './recorded-span.js';
import { requireSpans } from './span-source.js';
import { type SpanNode, spanForest } from './span-tree.js';
import { firstFrame } from './stack-frames.js';

/** What `formatTrace` prints. */
export interface FormatTraceOptions {
  /**
   * Attributes of spans, sorted by key: all, none, those of these keys (a `*` at the end stands for any rest), or those
   * for which the function says so.
   * @default true
   */
  readonly attributes?: boolean | readonly string[] | ((key: string, value: unknown) => boolean);
  /** Events, exceptions among them. @default true */
  readonly events?: boolean;
  /** Links. @default true */
  readonly links?: boolean;
  /** The name of each span's instrumentation scope. @default false */
  readonly scope?: boolean;
  /** Siblings in the order of their text instead of their start: for calls that race. @default false */
  readonly sort?: boolean;
  /**
   * Of an exception's stack: the first frame that is no library's, without folder and line number; nothing; or all.
   * @default 'first-frame'
   */
  readonly stacks?: 'first-frame' | 'none' | 'full';
  /** Trace and span ids: for recordings with `deterministic` ones. @default false */
  readonly ids?: boolean;
  /** Durations in milliseconds: for recordings with a `deterministic` clock. @default false */
  readonly durations?: boolean;
}

/**
 * The recorded traces as trees of text, made for `toMatchInlineSnapshot()`: without ids and times, so that two runs of
 * the same code print the same. A span that is still open is marked so.
 * @throws TypeError where `source` is no span list.
 */
export function formatTrace(source: SpanSource, options: FormatTraceOptions = {}): string {
  const spans = requireSpans(source, 'formatTrace()');
  return sorted(spanForest(spans), options, spans)
    .map((lines) => lines.join('\n'))
    .join('\n');
}

type Lines = readonly string[];

function sorted(
  nodes: readonly SpanNode[],
  options: FormatTraceOptions,
  all: readonly RecordedSpan[],
): Lines[] {
  const blocks = nodes.map((node) => linesOf(node, options, all));
  return options.sort ? blocks.sort((a, b) => (a.join('\n') < b.join('\n') ? -1 : 1)) : blocks;
}

function linesOf(node: SpanNode, options: FormatTraceOptions, all: readonly RecordedSpan[]): Lines {
  const children = sorted(node.children, options, all);
  const rail = children.length > 0 ? '│ ' : '  ';
  const details = detailsOf(node.span, options, all).map((line) => `${rail} ${line}`);
  const branches = children.flatMap((lines, index) => {
    const last = index === children.length - 1;
    return lines.map((line, at) => (at === 0 ? (last ? '└─ ' : '├─ ') : last ? '   ' : '│  ') + line);
  });
  return [headOf(node.span, options), ...details, ...branches];
}

function headOf(span: RecordedSpan, options: FormatTraceOptions): string {
  const { code, message } = span.status;
  const keys = Object.keys(span.attributes).filter((key) => isShown(options.attributes ?? true, key, span));
  const { traceId, spanId } = span.spanContext();
  return [
    span.name,
    span.kind === SpanKind.INTERNAL ? '' : SpanKind[span.kind],
    code === SpanStatusCode.UNSET ? '' : SpanStatusCode[code],
    message === undefined ? '' : describeValue(message),
    keys.length ? `{${pairs(span.attributes, keys)}}` : '',
    span.ended ? '' : '(still open)',
    options.scope ? `[${span.instrumentationScope.name}]` : '',
    options.ids ? `#${traceId}/${spanId}` : '',
    options.durations && span.ended ? `${span.duration[0] * 1e3 + span.duration[1] / 1e6}ms` : '',
  ]
    .filter(Boolean)
    .join(' ');
}

function detailsOf(span: RecordedSpan, options: FormatTraceOptions, all: readonly RecordedSpan[]): string[] {
  const events = options.events === false ? [] : span.events.flatMap((event) => eventLines(event, options));
  const links = options.links === false ? [] : span.links;
  return events.concat(
    links.map((link) => {
      const target = all.find((other) => other.spanContext().spanId === link.context.spanId);
      const keys = Object.keys(link.attributes ?? {});
      const attributes = keys.length ? ` {${pairs(link.attributes ?? {}, keys)}}` : '';
      return `→ ${target ? target.name : 'a span that is not in this recording'}${attributes}`;
    }),
  );
}

function eventLines(event: RecordedEvent, options: FormatTraceOptions): string[] {
  const { attributes = {} } = event;
  if (event.name !== 'exception') {
    const keys = Object.keys(attributes);
    return [`· ${event.name}${keys.length ? ` {${pairs(attributes, keys)}}` : ''}`];
  }
  const text = [attributes['exception.type'], attributes['exception.message']].filter(Boolean).join(': ');
  const stack = attributes['exception.stacktrace'];
  if (typeof stack !== 'string' || options.stacks === 'none') return [`! ${text}`];
  if (options.stacks === 'full')
    return [`! ${text}`, ...stack.split('\n').map((line) => `    ${line.trim()}`)];
  const frame = firstFrame(stack);
  return [`! ${text}${frame ? ` (${frame})` : ''}`];
}

function pairs(attributes: Readonly<Record<string, unknown>>, keys: readonly string[]): string {
  return [...keys]
    .sort()
    .map((key) => `${key}=${describeValue(attributes[key])}`)
    .join(' ');
}

function isShown(
  which: NonNullable<FormatTraceOptions['attributes']>,
  key: string,
  span: RecordedSpan,
): boolean {
  if (typeof which === 'boolean') return which;
  if (typeof which === 'function') return which(key, span.attributes[key]);
  return which.some((shown) => (shown.endsWith('*') ? key.startsWith(shown.slice(0, -1)) : key === shown));
}
