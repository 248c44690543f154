import { context } from '@opentelemetry/api';
import { registeredProvider } from './internal/active-tracer.js';
import { inheritedAttributes, withInheritedAttributes } from './internal/inherited-attributes.js';
import { runInContext } from './internal/run-in-span.js';
import type { TraceAttributes } from './types.js';

/**
 * Gives attributes to every span that this toolkit starts inside `fn`, in what it awaits too: a tenant, an actor. Inner
 * ones win over outer ones, a span's own over both. What comes back, or is thrown, is `fn`'s own.
 */
export function withSpanAttributes<Result>(attributes: TraceAttributes, fn: () => Result): Result {
  if (registeredProvider() === undefined) return fn();
  const active = context.active();
  return runInContext(withInheritedAttributes(active, { ...inheritedAttributes(active), ...attributes }), fn);
}
