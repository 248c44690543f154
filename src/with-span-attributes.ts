import { type Context, context } from '@opentelemetry/api';
import { registeredProvider } from './internal/active-tracer.js';
import { spanAttributes } from './internal/attribute-values.js';
import { inheritedAttributes, withInheritedAttributes } from './internal/inherited-attributes.js';
import { merged } from './internal/merged.js';
import { reporterOf } from './internal/report.js';
import { runInContext } from './internal/run-in-context.js';
import type { TraceAttributes } from './types.js';

/**
 * Gives attributes to every span that this toolkit starts inside `fn`, in what it awaits too: a tenant, an actor. Inner
 * ones win over outer ones, a span's own over both. What comes back, or is thrown, is `fn`'s own.
 */
export function withSpanAttributes<Result>(attributes: TraceAttributes, fn: () => Result): Result {
  if (registeredProvider() === undefined) return fn();
  const target = contextWith(attributes);
  return target === undefined ? fn() : runInContext(target, fn);
}

function contextWith(attributes: TraceAttributes): Context | undefined {
  const reporter = reporterOf('withSpanAttributes');
  try {
    const active = context.active();
    const clean = spanAttributes(attributes, reporter);
    return withInheritedAttributes(active, merged(inheritedAttributes(active), clean));
  } catch (error) {
    reporter.report(error); // a context manager that throws
    return undefined;
  }
}
