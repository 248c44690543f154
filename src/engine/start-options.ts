import { type Context, type Span, type SpanOptions, trace } from '@opentelemetry/api';
import { inheritedAttributes, withInheritedAttributes } from '../context/inherited-attributes.js';
import { parentContext, readLinks, validSpanContext } from '../context/trace-context.js';
import { merged } from '../shared/merged.js';
import { attributeValue, sanitized, setOn, spanAttributes } from '../values/attribute-values.js';
import type { CallPlan } from './call-plan.js';

/** A call whose span is about to be started, or has just been. */
export interface StartingCall {
  readonly plan: CallPlan;
  readonly span: Span;
  readonly self: unknown;
  readonly args: readonly unknown[];
  readonly callerContext: Context;
  readonly ownAttributes?: object | undefined;
}

/** The context that holds the span's parent: the active one, unless the options choose another parent or none. */
export function baseContext({ plan, self, args, callerContext }: StartingCall): Context {
  const { parent, root } = plan.options;
  if (root !== undefined && root !== false) return trace.deleteSpan(callerContext);
  if (parent === undefined) return callerContext;
  const chosen = parentContext(plan.ask(parent, self, args, undefined), callerContext, plan);
  const inherited = inheritedAttributes(callerContext);
  // A context from elsewhere lacks what `withSpanAttributes` gives to the spans started here.
  const there = inheritedAttributes(chosen);
  if (inherited === undefined || inherited === there) return chosen;
  return withInheritedAttributes(chosen, merged(there, inherited));
}

/** What the span is started with: what is the same for each call, and what depends on this one. */
export function startOptions({ plan, self, args, callerContext }: StartingCall, base: Context): SpanOptions {
  const common = plan.startOptions();
  const inherited = inheritedAttributes(base);
  const { links, root } = plan.options;
  const previous = root === 'linked' ? validSpanContext(callerContext) : undefined;
  const requested =
    typeof links === 'function' ? readLinks(plan.ask(links, self, args, undefined), plan) : [];
  if (inherited === undefined && requested.length === 0 && previous === undefined) return common;
  const { kind, root: isRoot, attributes } = common;
  let allLinks = requested.length > 0 ? requested : common.links;
  if (previous !== undefined) allLinks = [...(allLinks ?? []), { context: previous }];
  return {
    kind,
    root: isRoot,
    links: allLinks,
    attributes: inherited === undefined ? attributes : merged(inherited, attributes),
  };
}

/** The same with attributes that only this call has. */
export function withOwnAttributes(options: SpanOptions, ownAttributes: object, plan: CallPlan): SpanOptions {
  const { kind, root, links, attributes } = options;
  const own = spanAttributes(ownAttributes, plan);
  return { kind, root, links, attributes: attributes === undefined ? own : merged(attributes, own) };
}

/** Sets the attributes that are taken from the arguments. If that fails, the span still serves. */
export function setCallAttributes(call: StartingCall): void {
  const { plan, span, self, args, ownAttributes } = call;
  try {
    setArgumentAttributes(call);
    if (plan.attributes === undefined) return;
    const result = plan.ask(plan.attributes, self, args, undefined);
    if (result !== undefined) setOn(span, result, plan);
    if (plan.attributesAbove !== undefined) setOn(span, plan.attributesAbove, plan);
    if (ownAttributes !== undefined) setOn(span, ownAttributes, plan);
  } catch (error) {
    plan.report(error);
  }
}

// The arguments that are named: by `@SpanAttribute`, and by the option `args`. An argument named by both has both keys.
function setArgumentAttributes({ plan, span, args }: StartingCall): void {
  const { args: keys } = plan.options;
  const { parameterKeys } = plan.site;
  if (keys === undefined && parameterKeys === undefined) return;
  for (let index = 0; index < args.length; index++) {
    const [key, parameterKey] = [keys?.[index], parameterKeys?.[index]];
    if (key === undefined && parameterKey === undefined) continue;
    const value = attributeValue(args[index], plan);
    for (const name of key === parameterKey ? [key] : [parameterKey, key]) {
      if (name === undefined || name === null) continue;
      const clean = sanitized(name, value, plan);
      if (clean !== undefined) span.setAttribute(name, clean);
    }
  }
}
