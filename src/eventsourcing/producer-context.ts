import type { SpanContext } from '@opentelemetry/api';
import type { Carrier, TracedOptions } from '../options.js';
import { carrierOf } from './bus-message.js';
import { type CarrierReader, spanContextIn } from './consumer-context.js';
import { isObject } from './fact-value.js';

/** The options of a producer's span that put its context into the messages. */
export function producerContext(
  overwrite: boolean,
  reader: CarrierReader | undefined,
): Pick<TracedOptions, 'inject' | 'links'> {
  // The carriers of a call and the contexts that they hold, found by the links for the injection that follows.
  let found: Map<Carrier, SpanContext | undefined> | undefined;

  function carriersIn(args: readonly unknown[]): Map<Carrier, SpanContext | undefined> {
    const carriers = new Map<Carrier, SpanContext | undefined>();
    const batch = args.find((arg) => Array.isArray(arg));
    for (const message of batch ?? [undefined]) {
      const carrier = carrierIn(batch === undefined ? args : [message]);
      if (isObject(carrier) || Array.isArray(carrier))
        carriers.set(carrier, overwrite ? undefined : spanContextIn(carrier));
    }
    return carriers;
  }

  function carrierIn(args: readonly unknown[]): Carrier | null | undefined {
    return reader === undefined ? headersAmong(args) : Reflect.apply(reader, undefined, args);
  }

  function links(...args: readonly unknown[]): (SpanContext | undefined)[] {
    found = carriersIn(args);
    return [...found.values()];
  }

  function inject(...args: readonly unknown[]): Carrier | undefined {
    const carriers = found ?? carriersIn(args);
    found = undefined;
    // A message that was created in a span keeps that one's context; the producer's span only links to it.
    for (const [carrier, created] of carriers) if (created !== undefined) carriers.delete(carrier);
    return carriers.size > 1 ? new Set(carriers.keys()) : carriers.keys().next().value;
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
