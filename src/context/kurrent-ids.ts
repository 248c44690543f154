import { isValidSpanId, isValidTraceId, type SpanContext, TraceFlags } from '@opentelemetry/api';
import type { Carrier } from '../options.js';
import { carrierGetter, carrierSetter } from './carrier.js';

// The keys that the KurrentDB clients keep a span's ids under in an event's metadata.
const TRACE_ID = '$traceId';
const SPAN_ID = '$spanId';

/**
 * The span context that KurrentDB's `$traceId` and `$spanId` name: hex of any case, with or without `0x`, leading
 * zeros lost or not. They say nothing of sampling: it counts as sampled, as in every client.
 */
export function readKurrentIds(metadata: Carrier): SpanContext | undefined {
  const traceId = hexId(carrierGetter.get(metadata, TRACE_ID), 32);
  if (traceId === undefined) return undefined;
  const spanId = hexId(carrierGetter.get(metadata, SPAN_ID), 16);
  if (spanId === undefined) return undefined;
  if (!isValidTraceId(traceId) || !isValidSpanId(spanId)) return undefined;
  return { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true };
}

/** Writes the ids as bare lower-case hex of 32 and 16 digits. */
export function writeKurrentIds(metadata: Carrier, spanContext: SpanContext): void {
  carrierSetter.set(metadata, TRACE_ID, spanContext.traceId);
  carrierSetter.set(metadata, SPAN_ID, spanContext.spanId);
}

function hexId(value: unknown, digits: number): string | undefined {
  if (typeof value !== 'string') return undefined;
  const hex = /^(?:0x)?([0-9a-f]+)$/i.exec(value.trim())?.[1];
  return hex === undefined || hex.length > digits ? undefined : hex.toLowerCase().padStart(digits, '0');
}
