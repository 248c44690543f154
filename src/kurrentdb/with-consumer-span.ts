import { runInContext } from '../context/run-in-context.js';
import { withSpan } from '../functions/with-span.js';
import { reporterOf } from '../shared/report.js';
import { receivedEvent } from './received-events.js';

const reporter = reporterOf('withConsumerSpan');

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
 * The span belongs to the subscription: it ends when the loop asks for the next event. If the event has no span (no ids in
 * its metadata, no provider, client not instrumented) or its span has ended, `fn` is called without one. Returns or throws
 * what `fn` returns or throws.
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
  return runInContext(received.context, () => withSpan('withConsumerSpan', options, () => fn()), reporter);
}
