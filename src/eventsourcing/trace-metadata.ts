import { type InjectOptions, injectTraceContext } from '../functions/propagation.js';

/**
 * A copy of an event's metadata with the active span's context in it, in W3C's format and as KurrentDB's `$traceId` and
 * `$spanId`; `extractTraceContext(metadata)` reads it. The event that it comes from stays as it is. Metadata that holds a
 * context already keeps it unless `overwrite` is set; without an active span it is only copied.
 */
export function withTraceMetadata<Metadata extends object>(
  metadata?: Metadata,
  options: Omit<InjectOptions, 'format'> = {},
): Metadata & Record<string, unknown> {
  const copy = { ...metadata } as Metadata & Record<string, unknown>;
  injectTraceContext(copy, { ...options, format: 'event-metadata' });
  return copy;
}
