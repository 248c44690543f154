import type { AppendRecordInput, AppendStreamRequest, EventData } from '@kurrent/kurrentdb-client';
import { injectTraceContext } from '../functions/propagation.js';

/** Gives back the event itself, or a copy of it that carries the active span's context. */
export type Carry = (event: EventData) => EventData;

/** @param overwrite whether a context that the metadata holds already is replaced */
export function carryContext(overwrite: boolean): Carry {
  return (event) => {
    try {
      const metadata = carrierFor(event);
      if (metadata === undefined) return event;
      injectTraceContext(metadata, { format: 'event-metadata', overwrite });
      return copyWith(event, metadata);
    } catch {
      return event; // a getter that throws; the client meets it in its turn
    }
  };
}

export function eventOrEvents(events: unknown, carry: Carry): unknown {
  return Array.isArray(events) ? events.map(carry) : carry(events as EventData);
}

export function requests(given: unknown, carry: Carry): unknown {
  if (!Array.isArray(given)) return given;
  return given.map((request: AppendStreamRequest) =>
    Array.isArray(request?.events) ? { ...request, events: request.events.map(carry) } : request,
  );
}

export function records(given: unknown, carry: Carry): unknown {
  if (!Array.isArray(given)) return given;
  return given.map((input: AppendRecordInput) =>
    input?.record ? { ...input, record: carry(input.record) } : input,
  );
}

/**
 * A new object with what the event's metadata holds. `undefined` where context is not carried: binary events, and
 * metadata that is not written as a JSON object (text, bytes, lists, what has a `toJSON` of its own).
 */
function carrierFor({ contentType, metadata }: EventData): Record<string, unknown> | undefined {
  if (contentType !== 'application/json') return undefined;
  if (metadata === undefined || metadata === null) return {};
  if (typeof metadata !== 'object' || Array.isArray(metadata) || ArrayBuffer.isView(metadata))
    return undefined;
  return 'toJSON' in metadata ? undefined : { ...metadata };
}

/** The fields that the client reads are named, since those of an event that is an instance may be getters. */
function copyWith(event: EventData, metadata: Record<string, unknown>): EventData {
  const { id, contentType, type, data } = event;
  return { ...event, id, contentType, type, data, metadata } as EventData;
}
