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
  // What the links found in the carriers of a call, for the injection that follows.
  let seen = new Map<Carrier, SpanContext | undefined>();

  function carriersIn(args: readonly unknown[]): Carrier[] {
    const batch = args.find((arg) => Array.isArray(arg));
    const carriers =
      batch === undefined ? [carrierIn(args)] : batch.map((message: unknown) => carrierIn([message]));
    return carriers.filter(
      (carrier: unknown): carrier is Carrier => isObject(carrier) || Array.isArray(carrier),
    );
  }

  function carrierIn(args: readonly unknown[]): Carrier | null | undefined {
    return reader === undefined ? headersAmong(args) : Reflect.apply(reader, undefined, args);
  }

  function links(...args: readonly unknown[]): (SpanContext | undefined)[] {
    seen = new Map(carriersIn(args).map((carrier) => [carrier, spanContextIn(carrier)]));
    return [...seen.values()];
  }

  function inject(...args: readonly unknown[]): Carrier | undefined {
    const carriers = carriersIn(args);
    const known = seen;
    seen = new Map();
    // A message that was created in a span keeps that one's context; the producer's span only links to it.
    const open = overwrite
      ? carriers
      : carriers.filter((carrier) => !(known.has(carrier) ? known.get(carrier) : spanContextIn(carrier)));
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
