import {
  type FinishedSpan,
  KIND_NAMES,
  millisecondsBetween,
  type SpanEvent,
  STATUS_ERROR,
  STATUS_OK,
  toMilliseconds,
} from '../shared/finished-span.js';
import { printableText } from './printable-text.js';
import { printableValue } from './printable-value.js';
import type { SpanTreeOptions } from './span-tree-options.js';

export const DETAIL = '    ';
const DETAIL_OF_DETAIL = '      ';

/** The lines of one span, the first not indented: name, duration, kind, `note`, status; below it attributes, events, links. */
export function formatSpan(span: FinishedSpan, options: SpanTreeOptions, note?: string): string[] {
  const lines = [headline(span, options, note), ...attributeLines(span.attributes, options, DETAIL)];
  if (options.events !== false) {
    for (const event of span.events) lines.push(...eventLines(span, event, options));
  }
  if (options.links !== false) {
    for (const { context, attributes } of span.links) {
      lines.push(`${DETAIL}link: trace ${shortId(context.traceId)} span ${shortId(context.spanId)}`);
      lines.push(...attributeLines(attributes, options, DETAIL_OF_DETAIL));
    }
  }
  return lines;
}

export function shortId(id: string): string {
  return `${printableText(id.slice(0, 8))}…`;
}

function headline(span: FinishedSpan, options: SpanTreeOptions, note: string | undefined): string {
  const parts = [`[${printableText(span.name)}]`];
  if (span.ended === false) parts.push('(not ended)');
  else if (options.times !== false) parts.push(duration(toMilliseconds(span.duration)));
  const kind = KIND_NAMES[span.kind];
  if (kind !== undefined && kind !== 'INTERNAL') parts.push(kind);
  if (note !== undefined) parts.push(note);
  const { code, message } = span.status;
  if (code === STATUS_OK) parts.push('OK');
  if (code !== STATUS_ERROR) return parts.join(' ');
  parts.push('ERROR');
  if (message) parts.push(printableText(message));
  return inRed(parts.join(' '), options);
}

function eventLines(span: FinishedSpan, event: SpanEvent, options: SpanTreeOptions): string[] {
  if (event.name === 'exception') return exceptionLines(event, options);
  const offset = duration(millisecondsBetween(span.startTime, event.time));
  const when = options.times === false ? '' : ` (${offset.startsWith('-') ? '' : '+'}${offset})`;
  return [
    `${DETAIL}event: ${printableText(event.name)}${when}`,
    ...attributeLines(event.attributes, options, DETAIL_OF_DETAIL),
  ];
}

function exceptionLines(event: SpanEvent, options: SpanTreeOptions): string[] {
  const {
    'exception.type': type,
    'exception.message': message,
    'exception.stacktrace': stack,
    ...others
  } = event.attributes ?? {};
  const text = ['exception', type, message].filter((part) => part !== undefined && part !== '');
  return [
    DETAIL + inRed(text.map(printableText).join(': '), options),
    ...stackFrames(stack, options.stackFrames ?? 0).map((frame) => DETAIL_OF_DETAIL + printableText(frame)),
    ...attributeLines(others, options, DETAIL_OF_DETAIL),
  ];
}

function stackFrames(stack: unknown, count: number): string[] {
  if (typeof stack !== 'string' || count <= 0) return [];
  const lines = stack.split('\n').map((line) => line.trim());
  return lines.filter((line) => line.startsWith('at ')).slice(0, count);
}

function attributeLines(
  attributes: FinishedSpan['attributes'] = {},
  { attributes: shown = true }: SpanTreeOptions,
  indent: string,
): string[] {
  if (shown === false) return [];
  const entries = Object.entries(attributes).filter(([key]) => shown === true || shown(key));
  return entries.map(([key, value]) => `${indent}${printableText(key)}: ${printableValue(value)}`);
}

/** `0.042ms`, `12.3ms`, `1234ms`: what matters of it. */
function duration(milliseconds: number): string {
  const size = Math.abs(milliseconds);
  return `${Number(milliseconds.toFixed(size < 1 ? 3 : size < 100 ? 1 : 0))}ms`;
}

function inRed(text: string, options: SpanTreeOptions): string {
  return options.colors ? `\u001b[31m${text}\u001b[39m` : text;
}
