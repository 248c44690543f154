import { inConsumerSpan, type SubscriptionSource } from './consumer-span.js';

type Listener = ((this: unknown, ...args: unknown[]) => unknown) & { readonly listener?: unknown };
type Emit = (this: unknown, name: string | symbol, ...args: unknown[]) => boolean;

/** What is used of a subscription, which is a Node stream. */
export interface Emitter {
  readonly emit: Emit;
  rawListeners(name: string): Listener[];
  listenerCount(name: string): number;
}

/**
 * Emits an event to the listeners of `data`, in one consumer span for all of them. The span ends when they have
 * returned and the `async` ones among them have settled. A promise that another function returns is not looked at:
 * whoever made it may handle its rejection elsewhere, and to look at it would change what becomes of that.
 */
export function emitInSpan(
  source: SubscriptionSource,
  emitter: Emitter,
  emit: Emit,
  event: unknown,
): boolean {
  let emitted = false;
  const settled = inConsumerSpan(source, event, (span) => {
    if (span === undefined || !source.callsListeners) {
      emitted = Reflect.apply(emit, emitter, ['data', event]);
      return undefined;
    }
    emitted = true;
    return callListeners(emitter, event);
  });
  settled?.catch(() => {}); // told already, see `allSettled`
  return emitted;
}

/** Does what Node's `emit` does, and gives back when the asynchronous work that it started is done. */
function callListeners(emitter: Emitter, event: unknown): Promise<void> | undefined {
  const work: Promise<unknown>[] = [];
  for (const listener of emitter.rawListeners('data')) {
    const result = Reflect.apply(listener, emitter, [event]);
    if (isAsync(listener) && result instanceof Promise) work.push(result);
  }
  return work.length === 0 ? undefined : allSettled(work);
}

/** A rejection that nobody handles is told once, as without the span: of each promise the `then` here tells it. */
async function allSettled(work: Promise<unknown>[]): Promise<void> {
  for (const promise of work) void promise.then(() => {});
  const outcomes = await Promise.allSettled(work);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

/** The promise of an `async` function is made for this very call, so nobody else has it. */
function isAsync(listener: Listener): boolean {
  const own = listener.listener ?? listener; // `once` puts a function of its own around the listener
  return Object.prototype.toString.call(own) === '[object AsyncFunction]';
}

/** Whether its `emit` does no more than to call the listeners: it is Node's own, without `captureRejections`. */
export function onlyCallsListeners(emitter: Emitter): boolean {
  const kCapture = Object.getOwnPropertySymbols(emitter).find(
    ({ description }) => description === 'kCapture',
  );
  if (kCapture !== undefined && Reflect.get(emitter, kCapture) === true) return false;
  let owner: object = emitter;
  for (let object: object | null = emitter; object !== null; object = Object.getPrototypeOf(object)) {
    if (Object.hasOwn(object, 'emit')) owner = object;
  }
  return (owner as Emitter).emit === emitter.emit;
}
