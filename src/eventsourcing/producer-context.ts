import type { SpanContext } from '@opentelemetry/api';
import type { Carrier, TracedOptions } from '../types.js';
import { carrierOf } from './bus-message.js';
import { type CarrierReader, spanContextIn } from './consumer-context.js';
import { isObject } from './fact-value.js';

/** The options of a producer's span that put its context into the messages. */
export function producerContext(
  overwrite: boolean,
  reader: CarrierReader | undefined,
): Pick<TracedOptions, 'inject' | 'links'> {
  // What the links found in the carrier of a call, for the injection that follows.
  let seen: { readonly carrier: Carrier; readonly created: SpanContext | undefined } | undefined;

  function carriersIn(args: readonly unknown[]): Carrier[] {
    const batch = args.find((arg) => Array.isArray(arg));
    if (batch !== undefined) return batch.flatMap((message: unknown) => carriersIn([message]));
    const carrier = reader === undefined ? headersAmong(args) : Reflect.apply(reader, undefined, args);
    return carrier ? [carrier as Carrier] : [];
  }

  function links(...args: readonly unknown[]): (SpanContext | undefined)[] {
    return carriersIn(args).map((carrier) => {
      seen = { carrier, created: spanContextIn(carrier) };
      return seen.created;
    });
  }

  // A message that was created in a span keeps that one's context; the producer's span only links to it.
  function isNew(carrier: Carrier): boolean {
    const created = seen?.carrier === carrier ? seen.created : spanContextIn(carrier);
    seen = undefined;
    return created === undefined;
  }

  function inject(...args: readonly unknown[]): Carrier | undefined {
    const carriers = carriersIn(args);
    const open = overwrite ? carriers : carriers.filter(isNew);
    return open.length > 1 ? new Set(open) : open[0];
  }

  return overwrite ? { inject } : { inject, links };
}

/** The headers among the arguments: those of the first object that has some, a message or options. */
export function headersAmong(args: readonly unknown[]): Carrier | undefined {
  for (const arg of args) {
    const headers = isObject(arg) ? carrierOf(arg.headers) : undefined;
    if (headers !== undefined) return headers;
  }
  return undefined;
}
