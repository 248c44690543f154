import {
  type Context,
  isSpanContextValid,
  type Link,
  propagation,
  ROOT_CONTEXT,
  type SpanContext,
  trace,
} from '@opentelemetry/api';
import type { Carrier } from '../options.js';
import type { Reporter } from '../shared/report.js';
import { spanAttributes } from '../values/attribute-values.js';
import { carrierGetter, carrierSetter, removeHeaders } from './carrier.js';
import { readKurrentIds } from './kurrent-ids.js';

/** `base` with what the global propagator, or else KurrentDB's ids, say in `carrier`. Never throws. */
export function extractContext(carrier: unknown, base: Context, reporter?: Reporter): Context {
  if (!isObject(carrier)) return base;
  let extracted = base;
  try {
    extracted = propagation.extract(base, carrier, carrierGetter);
    if (remoteContextOf(extracted, base) !== undefined) return extracted;
  } catch (error) {
    reporter?.report(error); // a propagator of the application's that throws
  }
  const ids = readKurrentIds(carrier);
  return ids === undefined ? extracted : trace.setSpanContext(extracted, ids);
}

/**
 * Writes the span of `context` into `carrier`, or into each of a `Set` of carriers, with its baggage. Without a valid
 * span it writes nothing. The propagator's fields that the carrier had are replaced.
 */
export function injectContext(carrier: unknown, context: Context, reporter?: Reporter): void {
  if (!isObject(carrier) || validSpanContext(context) === undefined) return;
  for (const one of carrier instanceof Set ? carrier : [carrier])
    if (isObject(one)) writeContext(one, context, reporter);
}

function writeContext(carrier: Carrier, context: Context, reporter?: Reporter): void {
  try {
    const stale = new Set(propagation.fields().map((field) => field.toLowerCase()));
    propagation.inject(context, carrier, {
      set(target, key, value) {
        stale.delete(key.toLowerCase());
        carrierSetter.set(target, key, value);
      },
    });
    // What the carrier had from another trace does not go along: a propagator writes only the fields that it needs.
    removeHeaders(carrier, stale);
  } catch (error) {
    reporter?.report(error); // as above; the message goes out without context
  }
}

export function validSpanContext(context: Context): SpanContext | undefined {
  const spanContext = trace.getSpanContext(context);
  return spanContext !== undefined && isSpanContextValid(spanContext) ? spanContext : undefined;
}

/** The context to start a span in when `source` (see the option `parent`) was named as its parent. Never throws. */
export function parentContext(source: unknown, active: Context, reporter?: Reporter): Context {
  const { context, spanContext } = known(source);
  if (context !== undefined) return context;
  if (spanContext === undefined) return extractContext(source, active, reporter);
  return isSpanContextValid(spanContext) ? trace.setSpanContext(active, spanContext) : active;
}

/** The links that `sources` (see the option `links`) name; what cannot be read is left out. */
export function readLinks(sources: unknown, reporter?: Reporter): Link[] {
  if (!Array.isArray(sources)) return [];
  const links: Link[] = [];
  for (const source of sources) {
    const link = readLink(source, reporter);
    if (link !== undefined) links.push(link);
  }
  return links;
}

function readLink(source: unknown, reporter?: Reporter): Link | undefined {
  if (!isObject(source)) return undefined;
  const { link, spanContext, context } = known(source);
  const linked =
    link?.context ??
    spanContext ??
    validSpanContext(context ?? extractContext(source, ROOT_CONTEXT, reporter));
  if (linked === undefined || !isSpanContextValid(linked)) return undefined;
  return link?.attributes === undefined
    ? { context: linked }
    : { context: linked, attributes: spanAttributes(link.attributes, reporter) };
}

/** What `source` is, where it is not a carrier. */
interface Known {
  readonly context?: Context;
  readonly spanContext?: SpanContext;
  readonly link?: Link;
}

function known(source: unknown): Known {
  try {
    if (!isObject(source)) return {};
    if (isContext(source)) return { context: source };
    if (isSpanContext(source)) return { spanContext: source };
    const { context } = source as Partial<Link>;
    return isObject(context) && isSpanContext(context) ? { link: source as Link } : {};
  } catch {
    return {}; // a revoked proxy, a getter that throws
  }
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
