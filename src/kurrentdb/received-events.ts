import type { Context } from '@opentelemetry/api';

/** An event that is being handled: where its handler belongs, and who is told that it failed. */
export interface ReceivedEvent {
  readonly context: Context;
  fail(error: unknown): void;
}

// Two copies of this package (ESM and CommonJS) must find each other's events.
const KEY = Symbol.for('otel-traced.kurrentdb.received-events');

function receivedEvents(): WeakMap<object, ReceivedEvent> {
  const slots = globalThis as { [KEY]?: WeakMap<object, ReceivedEvent> };
  slots[KEY] ??= new WeakMap();
  return slots[KEY];
}

/** Keeps what is known of an event while it is handled; what comes back forgets it. */
export function keepReceived(event: object, received: ReceivedEvent): () => void {
  receivedEvents().set(event, received);
  return () => {
    if (receivedEvents().get(event) === received) receivedEvents().delete(event);
  };
}

export function receivedEvent(event: object): ReceivedEvent | undefined {
  return receivedEvents().get(event);
}
