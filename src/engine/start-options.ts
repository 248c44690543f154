import { type Context, type Span, type SpanOptions, trace } from '@opentelemetry/api';
import { inheritedAttributes, withInheritedAttributes } from '../context/inherited-attributes.js';
import { parentContext, readLinks, validSpanContext } from '../context/trace-context.js';
import { merged } from '../shared/merged.js';
import { setOn, spanAttributes } from '../values/attribute-values.js';
import { setArgumentAttributes } from './argument-attributes.js';
import type { CallPlan } from './call-plan.js';

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
  return withInheritedAttributes(chosen, merged(known, inherited));
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
  const { kind, root: isRoot, attributes } = kept;
  let allLinks = asked.length > 0 ? asked : kept.links;
  if (previous !== undefined) allLinks = [...(allLinks ?? []), { context: previous }];
  return {
    kind,
    root: isRoot,
    links: allLinks,
    attributes: inherited === undefined ? attributes : merged(inherited, attributes),
  };
}

/** The same with attributes that are this call's alone. */
export function withAttributes(options: SpanOptions, given: object, plan: CallPlan): SpanOptions {
  const { kind, root, links, attributes } = options;
  const own = spanAttributes(given, plan);
  return { kind, root, links, attributes: attributes === undefined ? own : merged(attributes, own) };
}

/** Sets what is taken from the arguments. Where that fails, the span that was started still serves. */
export function setCallAttributes(
  span: Span,
  plan: CallPlan,
  self: unknown,
  args: readonly unknown[],
  given: object | undefined,
): void {
  try {
    setArgumentAttributes(span, plan, args);
    if (plan.attributes === undefined) return;
    const answer = plan.ask(plan.attributes, self, args, undefined);
    if (answer !== undefined) setOn(span, answer, plan);
    if (plan.attributesAbove !== undefined) setOn(span, plan.attributesAbove, plan);
    if (given !== undefined) setOn(span, given, plan);
  } catch (error) {
    plan.report(error);
  }
}
