import type { Attributes } from '@opentelemetry/api';
import { attributeValue, sanitized } from './attribute-values.js';
import type { CallPlan } from './call-plan.js';

/** The arguments that were asked for by name: by `@SpanAttribute`, and over it by the option `args`. */
export function argumentAttributes(plan: CallPlan, args: readonly unknown[]): Attributes | undefined {
  const { args: keys } = plan.options;
  const { parameterKeys } = plan.site;
  if (keys === undefined && parameterKeys === undefined) return undefined;
  const attributes: Attributes = {};
  for (let index = 0; index < args.length; index++) {
    const key = keys?.[index] ?? parameterKeys?.[index];
    if (key === undefined) continue;
    const value = sanitized(key, attributeValue(args[index], plan), plan);
    if (value !== undefined) attributes[key] = value;
  }
  return attributes;
}
