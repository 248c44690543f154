import { type Context, context } from '@opentelemetry/api';
import { registeredProvider } from '../context/active-tracer.js';
import { inheritedAttributes, withInheritedAttributes } from '../context/inherited-attributes.js';
import { runInContext } from '../context/run-in-context.js';
import type { TraceAttributes } from '../options.js';
import { merged } from '../shared/merged.js';
import { reporterOf } from '../shared/report.js';
import { spanAttributes } from '../values/attribute-values.js';

/**
 * Gives attributes to every span that this toolkit starts inside `fn`, in what it awaits too: a tenant, an actor. Inner
 * ones win over outer ones, a span's own over both. What comes back, or is thrown, is `fn`'s own.
 */
export function withSpanAttributes<Result>(attributes: TraceAttributes, fn: () => Result): Result {
  if (registeredProvider() === undefined) return fn();
  const target = contextWith(attributes);
  return target === undefined ? fn() : runInContext(target, fn);
}

const reporter = reporterOf('withSpanAttributes');

function contextWith(attributes: TraceAttributes): Context | undefined {
  try {
    const active = context.active();
    const clean = spanAttributes(attributes, reporter);
    return withInheritedAttributes(active, merged(inheritedAttributes(active), clean));
  } catch (error) {
    reporter.report(error); // a context manager that throws
    return undefined;
  }
}
