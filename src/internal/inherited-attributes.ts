import { type Context, createContextKey } from '@opentelemetry/api';
import type { TraceAttributes } from '../types.js';

// The API makes registered symbols of context keys, so copies of this package agree.
const KEY = createContextKey('otel-traced.span-attributes');

/** What `withSpanAttributes` gave to the spans that are started in `context`. */
export function inheritedAttributes(context: Context): TraceAttributes | undefined {
  return context.getValue(KEY) as TraceAttributes | undefined;
}

export function withInheritedAttributes(context: Context, attributes: TraceAttributes): Context {
  return context.setValue(KEY, attributes);
}
