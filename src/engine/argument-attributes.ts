import type { Span } from '@opentelemetry/api';
import { attributeValue, sanitized } from '../values/attribute-values.js';
import type { CallPlan } from './call-plan.js';

/** Sets the arguments that were asked for by name: by `@SpanAttribute`, and over it by the option `args`. */
export function setArgumentAttributes(span: Span, plan: CallPlan, args: readonly unknown[]): void {
  const { args: keys } = plan.options;
  const { parameterKeys } = plan.site;
  if (keys === undefined && parameterKeys === undefined) return;
  for (let index = 0; index < args.length; index++) {
    const key = keys?.[index] ?? parameterKeys?.[index];
    if (key === undefined) continue;
    const value = sanitized(key, attributeValue(args[index], plan), plan);
    if (value !== undefined) span.setAttribute(key, value);
  }
}
