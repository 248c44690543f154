import { injectTraceContext } from 'otel-traced';
import type { StoredEvent } from '../eventsourcing/events.js';

export type EventHeaders = Record<string, string>;

/** What travels beside the event: its type and identity, and the span that publishes it. */
export function headersOf(event: StoredEvent): EventHeaders {
  const headers: EventHeaders = { event_type: event.eventType, event_id: event.eventId };
  injectTraceContext(headers);
  return headers;
}

export function encode(event: StoredEvent): Buffer {
  return Buffer.from(JSON.stringify(event));
}

export function decode(content: Uint8Array | string): StoredEvent {
  return JSON.parse(typeof content === 'string' ? content : Buffer.from(content).toString('utf8'));
}
