import type { KurrentDBClient } from '@kurrent/kurrentdb-client';
import { traceAppends } from './append-spans.js';
import { checkOptions } from './check-options.js';
import { Instrumentation } from './instrumentation.js';
import type { KurrentDBTracingOptions } from './options.js';
import { traceSubscriptions } from './subscription-spans.js';

// On the prototype, so that another copy of this package, and a subclass, sees that there is nothing left to do.
const MARK = Symbol.for('otel-traced.kurrentdb');

/**
 * Traces the client class of `@kurrent/kurrentdb-client`, for the instances that exist already too.
 *
 * ```ts
 * const uninstrument = instrumentKurrentDB(KurrentDBClient);
 * ```
 *
 * Each append is a span `streams.append` (with `semconv: 'stable'` `streams.multi-append` for `multiStreamAppend` and
 * `appendRecords`) of kind PRODUCER, and its JSON events carry the span's context in their metadata: W3C `traceparent` (whatever the global
 * propagator writes) and KurrentDB's `$traceId` and `$spanId`. The caller's events are not changed, the client gets
 * copies; binary events and non-object metadata are sent unchanged.
 *
 * Each event that a subscription receives, a persistent one too, is a span `streams.subscribe` of kind CONSUMER, the
 * child of the span that appended it. `data` listeners run inside it; a body of `for await` does with
 * `withConsumerSpan`. An event whose metadata names no span has none.
 *
 * Instrumenting is idempotent. Only subscriptions that are created afterwards are traced.
 *
 * @returns undoes what this call did, and nothing else; idempotent
 * @throws TypeError if the class isn't that of a KurrentDB client, or an option is invalid
 */
export function instrumentKurrentDB(
  clientClass: { readonly prototype: KurrentDBClient },
  options: KurrentDBTracingOptions = {},
): () => void {
  const prototype: object | undefined = clientClass?.prototype;
  if (typeof (prototype as Partial<KurrentDBClient> | undefined)?.appendToStream !== 'function') {
    throw new TypeError(
      'instrumentKurrentDB(): expected the client class, as in instrumentKurrentDB(KurrentDBClient) with ' +
        "import { KurrentDBClient } from '@kurrent/kurrentdb-client'.",
    );
  }
  checkOptions('instrumentKurrentDB()', options);
  if (MARK in prototype) return () => {};
  const instrumentation = new Instrumentation(options);
  Object.defineProperty(prototype, MARK, { value: true, configurable: true });
  const replaced = [
    instrumentation.users.watch(clientClass),
    ...(instrumentation.options.append ? traceAppends(prototype, instrumentation) : []),
    ...(instrumentation.options.subscribe ? traceSubscriptions(prototype, instrumentation) : []),
  ];
  return () => {
    if (!instrumentation.on) return;
    instrumentation.on = false;
    for (const member of replaced) member?.restore();
    Reflect.deleteProperty(prototype, MARK);
  };
}
