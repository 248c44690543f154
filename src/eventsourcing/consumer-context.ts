import { type Context, context, type Link, ROOT_CONTEXT, type SpanContext, trace } from '@opentelemetry/api';
import { extractTraceContext } from '../functions/propagation.js';
import type { Carrier, TracedOptions } from '../options.js';
import { batchAmong, messageAmong, readMessage } from './bus-message.js';
import { factAttributes } from './facts.js';

/**
 * How a consumer's span is tied to the message. `'parent'`: its child. `'links'`: a child of the active span, with a link
 * to the message's. `'both'`: its child, with a link as well. A batch has links in any case.
 */
export type Correlation = 'parent' | 'links' | 'both';

export type CarrierReader = (...args: never) => Carrier | null | undefined;

/** The options of a consumer's span that say what it belongs to. */
export function consumerContext(
  correlation: Correlation,
  reader: CarrierReader | undefined,
): Pick<TracedOptions, 'parent' | 'links'> {
  const carrierIn = (args: readonly unknown[]): Carrier | null | undefined =>
    reader === undefined ? messageAmong(args)?.carrier : Reflect.apply(reader, undefined, args);

  function links(...args: readonly unknown[]): (Link | undefined)[] {
    const batch = batchAmong(args);
    if (batch !== undefined) return batch.map((message) => linkTo(message, reader));
    const ambient = correlation === 'links' ? undefined : trace.getSpanContext(context.active());
    // Most consumers run in no span; their only tie is the parent.
    if (correlation === 'parent' && ambient === undefined) return [];
    const created = spanContextIn(carrierIn(args));
    if (created === undefined) return [];
    return [correlation === 'parent' ? undefined : asLink(created), asLink(ambient)];
  }

  // A message without a context begins a trace: it does not belong to what its consumer happened to be started in.
  function parent(...args: readonly unknown[]): Context | undefined {
    if (batchAmong(args) !== undefined) return undefined;
    const carrier = carrierIn(args);
    if (!carrier && messageAmong(args) === undefined) return undefined;
    const active = context.active();
    const outside = trace.getSpan(active) === undefined ? active : trace.deleteSpan(active);
    return carrier ? extractTraceContext(carrier, { context: outside }) : outside;
  }

  return correlation === 'links' ? { links } : { links, parent };
}

/** Links to where events that were written in other traces, long ago perhaps, were created: by their metadata. */
export function creationLinks(...args: readonly unknown[]): (Link | undefined)[] {
  const batch = batchAmong(args);
  if (batch !== undefined) return batch.map((event) => linkTo(event, undefined));
  return [asLink(spanContextIn(messageAmong(args)?.carrier))];
}

function linkTo(value: unknown, reader: CarrierReader | undefined): Link | undefined {
  const message = readMessage(value);
  const created = spanContextIn(
    reader === undefined ? message?.carrier : Reflect.apply(reader, undefined, [value]),
  );
  if (created === undefined) return undefined;
  // The toolkit makes attributes of whatever stands here.
  const attributes = message === undefined ? {} : factAttributes(message.facts());
  return { context: created, attributes: attributes as Link['attributes'] };
}

function asLink(spanContext: SpanContext | undefined): Link | undefined {
  return spanContext && { context: spanContext };
}

/** The span context that `carrier` holds. */
export function spanContextIn(carrier: Carrier | null | undefined): SpanContext | undefined {
  if (!carrier) return undefined;
  return trace.getSpanContext(extractTraceContext(carrier, { context: ROOT_CONTEXT }));
}
