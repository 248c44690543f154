import type { SpanEvent, SpanLink, Time } from '../../shared/finished-span.js';
import type { WaterfallSpan } from '../waterfall-span.js';
import { arrayOf, isObject, type JsonObject, textOf } from './json.js';

type Values = { readonly [key: string]: unknown };

// OTLP counts kinds from UNSPECIFIED, the SDK from INTERNAL. Enums may stand as numbers or as names.
const KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
const STATUS_CODES = ['UNSET', 'OK', 'ERROR'];
const HAS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;

/** A span of OTLP's JSON form as the SDK has it. What is missing or of another type is left at its default. */
export function otlpSpan(
  span: JsonObject,
  resource: { readonly attributes: Values },
  scope: JsonObject,
): WaterfallSpan {
  const context = { traceId: idOf(span.traceId), spanId: idOf(span.spanId) };
  const parentId = idOf(span.parentSpanId);
  const kind = Math.max(0, enumOf(span.kind, KINDS, 'SPAN_KIND_') - 1);
  const startTime = timeOf(span.startTimeUnixNano);
  const endTime = timeOf(span.endTimeUnixNano);
  const ended = endTime[0] > 0 || endTime[1] > 0;
  const status = isObject(span.status) ? span.status : {};
  return {
    name: textOf(span.name),
    kind,
    spanContext: () => context,
    ...parentOf(parentId, span.flags),
    startTime,
    duration: ended ? between(startTime, endTime) : [0, 0],
    ended,
    status: { code: enumOf(status.code, STATUS_CODES, 'STATUS_CODE_'), message: textOf(status.message) },
    attributes: otlpValues(span.attributes),
    events: arrayOf(span.events).map(eventOf),
    links: arrayOf(span.links).map(linkOf),
    resource,
    instrumentationScope: { name: textOf(scope.name), version: textOf(scope.version) },
    droppedAttributesCount: countOf(span.droppedAttributesCount),
    droppedEventsCount: countOf(span.droppedEventsCount),
    droppedLinksCount: countOf(span.droppedLinksCount),
  };
}

/** OTLP's list of keys and values as an object. */
export function otlpValues(list: unknown): Values {
  const values: { [key: string]: unknown } = Object.create(null);
  for (const { key, value } of arrayOf(list)) values[textOf(key)] = anyValue(value);
  return values;
}

function anyValue(value: unknown): unknown {
  if (!isObject(value)) return null;
  if (value.intValue !== undefined) return integerOf(value.intValue);
  if (value.doubleValue !== undefined) return value.doubleValue;
  if (isObject(value.arrayValue))
    return Array.isArray(value.arrayValue.values) ? value.arrayValue.values.map(anyValue) : [];
  if (isObject(value.kvlistValue)) return otlpValues(value.kvlistValue.values);
  if (value.bytesValue !== undefined) return Buffer.from(textOf(value.bytesValue), 'base64');
  return value.stringValue ?? value.boolValue ?? null;
}

/** 64-bit integers come as text. Those that a number cannot hold stay text. */
function integerOf(value: unknown): unknown {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function eventOf({ name, timeUnixNano, attributes }: JsonObject): SpanEvent {
  return { name: textOf(name), time: timeOf(timeUnixNano), attributes: otlpValues(attributes) };
}

function linkOf({ traceId, spanId, attributes }: JsonObject): SpanLink {
  return {
    context: { traceId: idOf(traceId), spanId: idOf(spanId) },
    attributes: otlpValues(attributes),
  };
}

/** The flags say whether the parent is remote; without them it isn't known, as in SDK 1. */
function parentOf(spanId: string, flags: unknown): Pick<WaterfallSpan, 'parentSpanId' | 'parentSpanContext'> {
  if (spanId === '') return {};
  const bits = Number(flags) || 0;
  if (!(bits & HAS_IS_REMOTE)) return { parentSpanId: spanId };
  return { parentSpanContext: { spanId, isRemote: (bits & IS_REMOTE) !== 0 } };
}

/** Upper-case digits are valid; a parent of zeros is none. */
function idOf(value: unknown): string {
  const id = textOf(value).toLowerCase();
  return /^0*$/.test(id) ? '' : id;
}

/** Nanoseconds since 1970, as text or (from other writers) as a number. */
function timeOf(value: unknown): Time {
  const digits = typeof value === 'number' ? String(BigInt(Math.max(0, Math.trunc(value)))) : textOf(value);
  if (!/^\d+$/.test(digits)) return [0, 0];
  return [Number(digits.slice(0, -9)), Number(digits.slice(-9))];
}

function between(from: Time, to: Time): Time {
  const nanoseconds = (to[0] - from[0]) * 1e9 + (to[1] - from[1]);
  const seconds = Math.floor(nanoseconds / 1e9);
  return [seconds, nanoseconds - seconds * 1e9];
}

function enumOf(value: unknown, names: readonly string[], prefix: string): number {
  const index = typeof value === 'string' ? names.indexOf(value.replace(prefix, '')) : Number(value ?? 0);
  return names[index] === undefined ? 0 : index;
}

function countOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
