import { type Attributes, type Context, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';

// The API makes registered symbols of context keys, so copies of this package agree.
const KEY = createContextKey('otel-traced.span-attributes');

// In CommonJS each use of an import goes through a getter of the API's.
const root = ROOT_CONTEXT;

/** What `withSpanAttributes` gave to the spans that are started in `context`, as they may hold it. */
export function inheritedAttributes(context: Context): Attributes | undefined {
  return context === root ? undefined : (context.getValue(KEY) as Attributes | undefined);
}

export function withInheritedAttributes(context: Context, attributes: Attributes): Context {
  return context.setValue(KEY, attributes);
}
