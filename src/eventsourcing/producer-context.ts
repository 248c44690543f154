import type { Carrier, TracedOptions } from '../types.js';
import { carrierOf } from './bus-message.js';
import { type CarrierReader, spanContextIn } from './consumer-context.js';
import { isObject } from './fact-value.js';

/** The options of a producer's span that put its context into the messages. */
export function producerContext(
  overwrite: boolean,
  reader: CarrierReader | undefined,
): Pick<TracedOptions, 'inject' | 'links'> {
  const carriersIn = (args: readonly unknown[]): Carrier[] => {
    const [batch] = args.filter((arg) => Array.isArray(arg));
    if (batch !== undefined) return batch.flatMap((message: unknown) => carriersIn([message]));
    const carrier = reader === undefined ? headersAmong(args) : Reflect.apply(reader, undefined, args);
    return carrier ? [carrier as Carrier] : [];
  };
  // A message that was created in a span keeps that one's context; the producer's span only links to it.
  const isCreated = (carrier: Carrier) => !overwrite && spanContextIn(carrier) !== undefined;

  return {
    inject: (...args) => new Set(carriersIn(args).filter((carrier) => !isCreated(carrier))),
    links: (...args) => (overwrite ? [] : carriersIn(args).map(spanContextIn)),
  };
}

/** The headers among the arguments: those of the first object that has some, a message or options. */
export function headersAmong(args: readonly unknown[]): Carrier | undefined {
  for (const arg of args) {
    const headers = isObject(arg) ? carrierOf(arg.headers) : undefined;
    if (headers !== undefined) return headers;
  }
  return undefined;
}
