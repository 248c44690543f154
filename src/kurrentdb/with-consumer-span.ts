import { withSpan } from '../functions/with-span.js';
import { inContext } from './in-context.js';
import { receivedEvent } from './received-events.js';

/**
 * Runs `fn` in the consumer span of an event that a subscription has just handed out, for bodies of `for await`, which
 * cannot be inside it by themselves; where `fn` fails, so has the span.
 *
 * ```ts
 * for await (const event of client.subscribeToStream('orders')) {
 *   await withConsumerSpan(event, () => project(event));
 * }
 * ```
 *
 * The span stays the subscription's: it ends when the loop asks for the next event. Where the event has no span (no
 * ids in its metadata, no provider, client not instrumented) or its span has ended, `fn` just runs. What comes back,
 * or is thrown, is `fn`'s own.
 */
export function withConsumerSpan<Result>(event: object, fn: () => Result): Result {
  const received = receivedEvent(event);
  if (received === undefined) return fn();
  // The span's owner records the failure, with its status; here it is only passed on.
  const errorAttributes = (error: unknown) => {
    received.fail(error);
    return undefined;
  };
  const options = { span: 'current', exceptions: 'off', errorAttributes } as const;
  return inContext(received.context, () => withSpan('withConsumerSpan', options, () => fn()));
}
