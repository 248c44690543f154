import { type Context, type Span, type SpanOptions, trace } from '@opentelemetry/api';
import { setArgumentAttributes } from './argument-attributes.js';
import { setOn } from './attribute-values.js';
import type { CallPlan } from './call-plan.js';
import { inheritedAttributes, withInheritedAttributes } from './inherited-attributes.js';
import { parentContext, readLinks, validSpanContext } from './trace-context.js';

/** The context that the call's span stands in: the active one, unless the options choose another parent or none. */
export function baseContext(
  plan: CallPlan,
  self: unknown,
  args: readonly unknown[],
  active: Context,
): Context {
  const { parent, root } = plan.options;
  if (root !== undefined && root !== false) return trace.deleteSpan(active);
  if (parent === undefined) return active;
  const chosen = parentContext(plan.ask(parent, self, args, undefined), active, plan);
  const inherited = inheritedAttributes(active);
  // A context from elsewhere does not know what `withSpanAttributes` gave to the spans started here.
  const known = inheritedAttributes(chosen);
  if (inherited === undefined || inherited === known) return chosen;
  return withInheritedAttributes(chosen, { ...known, ...inherited });
}

/** What the span is started with: what is the same for each call, and what depends on this one. */
export function startOptions(
  plan: CallPlan,
  self: unknown,
  args: readonly unknown[],
  active: Context,
  base: Context,
): SpanOptions {
  const kept = plan.startOptions();
  const inherited = inheritedAttributes(base);
  const { links, root } = plan.options;
  const previous = root === 'linked' ? validSpanContext(active) : undefined;
  const asked = typeof links === 'function' ? readLinks(plan.ask(links, self, args, undefined), plan) : [];
  if (inherited === undefined && asked.length === 0 && previous === undefined) return kept;
  const options = { ...kept };
  if (inherited !== undefined) options.attributes = { ...inherited, ...kept.attributes };
  if (asked.length > 0) options.links = asked;
  if (previous !== undefined) options.links = [...(options.links ?? []), { context: previous }];
  return options;
}

/** Sets what is taken from the arguments. Where that fails, the span that was started still serves. */
export function setCallAttributes(span: Span, plan: CallPlan, self: unknown, args: readonly unknown[]): void {
  try {
    setArgumentAttributes(span, plan, args);
    if (plan.attributes === undefined) return;
    const answer = plan.ask(plan.attributes, self, args, undefined);
    if (answer !== undefined) setOn(span, answer, plan);
    if (plan.attributesAbove !== undefined) setOn(span, plan.attributesAbove, plan);
  } catch (error) {
    plan.report(error);
  }
}
