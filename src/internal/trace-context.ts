import {
  type Context,
  isSpanContextValid,
  type Link,
  propagation,
  ROOT_CONTEXT,
  type SpanContext,
  trace,
} from '@opentelemetry/api';
import type { Carrier } from '../types.js';
import { spanAttributes } from './attribute-values.js';
import { carrierGetter, carrierSetter } from './carrier.js';
import { readKurrentIds } from './kurrent-metadata.js';

/** `base` with what the global propagator, or else KurrentDB's ids, say in `carrier`. Never throws. */
export function extractContext(carrier: unknown, base: Context): Context {
  if (!isObject(carrier)) return base;
  try {
    const extracted = propagation.extract(base, carrier, carrierGetter);
    if (remoteContextOf(extracted, base) !== undefined) return extracted;
    const ids = readKurrentIds(carrier);
    return ids === undefined ? extracted : trace.setSpanContext(extracted, ids);
  } catch {
    return base;
  }
}

/**
 * Writes the span of `context` into `carrier`, or into each of a `Set` of carriers, with its baggage. Without a valid
 * span it writes nothing.
 */
export function injectContext(carrier: unknown, context: Context): void {
  if (!isObject(carrier) || validSpanContext(context) === undefined) return;
  for (const one of carrier instanceof Set ? carrier : [carrier])
    if (isObject(one)) writeContext(one, context);
}

function writeContext(carrier: Carrier, context: Context): void {
  try {
    propagation.inject(context, carrier, carrierSetter);
  } catch {
    // A propagator of the application's that throws; the message goes out without context.
  }
}

/** The span context that `carrier` holds, if it is a valid one. */
export function carriedSpanContext(carrier: Carrier): SpanContext | undefined {
  return validSpanContext(extractContext(carrier, ROOT_CONTEXT));
}

export function validSpanContext(context: Context): SpanContext | undefined {
  const spanContext = trace.getSpanContext(context);
  return spanContext !== undefined && isSpanContextValid(spanContext) ? spanContext : undefined;
}

/** The context to start a span in when `source` (see the option `parent`) was named as its parent. */
export function parentContext(source: unknown, active: Context): Context {
  if (!isObject(source)) return active;
  if (isContext(source)) return source;
  if (isSpanContext(source))
    return isSpanContextValid(source) ? trace.setSpanContext(active, source) : active;
  return extractContext(source, active);
}

/** The links that `sources` (see the option `links`) name; what cannot be read is left out. */
export function readLinks(sources: unknown): Link[] {
  if (!Array.isArray(sources)) return [];
  return sources.map(readLink).filter((link) => link !== undefined);
}

function readLink(source: unknown): Link | undefined {
  if (!isObject(source)) return undefined;
  if (isSpanContext(source)) return isSpanContextValid(source) ? { context: source } : undefined;
  const { context, attributes } = source as Partial<Link>;
  if (isObject(context) && isSpanContext(context)) {
    return isSpanContextValid(context) ? { context, attributes: spanAttributes(attributes) } : undefined;
  }
  const spanContext = isContext(source) ? validSpanContext(source) : carriedSpanContext(source);
  return spanContext === undefined ? undefined : { context: spanContext };
}

/** The valid span context that an extraction put into `extracted`; `undefined` where it put none. */
function remoteContextOf(extracted: Context, base: Context): SpanContext | undefined {
  const spanContext = validSpanContext(extracted);
  return spanContext === trace.getSpanContext(base) ? undefined : spanContext;
}

function isContext(value: object): value is Context {
  const { getValue, setValue } = value as Partial<Context>;
  return typeof getValue === 'function' && typeof setValue === 'function';
}

function isSpanContext(value: object): value is SpanContext {
  const { traceId, spanId, traceFlags } = value as Partial<SpanContext>;
  return typeof traceId === 'string' && typeof spanId === 'string' && typeof traceFlags === 'number';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
