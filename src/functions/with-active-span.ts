import type { Span } from '@opentelemetry/api';
import { complete } from '../completion/complete.js';
import { contextWithSpan } from '../context/context-with-span.js';
import { activeContext } from '../context/run-in-context.js';
import { CallPlan } from '../engine/call-plan.js';
import type { Layer as OptionLevel } from '../engine/option-levels.js';
import { rootScope } from '../engine/root-scope.js';
import { TracedCall } from '../engine/traced-call.js';
import type { TracedOptions } from '../options.js';
import { reporterOf } from '../shared/report.js';
import { show, validateOptions } from '../shared/validation.js';
import { checkCallOptions } from '../wrapping/check-options.js';

/** The options of `withActiveSpan`. */
export interface ActiveSpanOptions<Result = unknown>
  extends Pick<
    TracedOptions<undefined, [], Result>,
    | 'errorAttributes'
    | 'exceptions'
    | 'expectedErrorAttributes'
    | 'isError'
    | 'okStatus'
    | 'resultAttributes'
    | 'resultError'
    | 'samePromise'
    | 'until'
  > {
  /** Ends the span when the result of `fn` completes. @default false */
  readonly end?: boolean;
}

const reporter = reporterOf('withActiveSpan');

/**
 * Runs `fn` under a span that was started elsewhere. What `fn` returns or throws is its own; a failure is recorded on the
 * span: status ERROR, `error.type` and an exception event. The span stays open, unless `end: true` ends it when the result
 * completes, as with `withSpan`.
 *
 * @example
 * const span = tracer.startSpan('import');
 * await withActiveSpan(span, { end: true }, () => importOrders());
 *
 * @throws TypeError if `span` is not a span, an option is invalid or `fn` is not a function
 * @see https://opentelemetry.io/docs/specs/otel/trace/api/#span
 */
export function withActiveSpan<Result>(span: Span, fn: () => Result): Result;
export function withActiveSpan<Result>(
  span: Span,
  options: ActiveSpanOptions<[Result][Result extends unknown ? 0 : never]>,
  fn: () => Result,
): Result;
export function withActiveSpan(span: Span, ...rest: unknown[]): unknown {
  const [options, fn] = rest.length > 1 ? rest : [{}, rest[0]];
  if (typeof span?.spanContext !== 'function')
    throw new TypeError(
      `withActiveSpan(): expected a span, got ${show(span)}. Start one with tracer.startSpan().`,
    );
  if (typeof fn !== 'function')
    throw new TypeError(`withActiveSpan(): expected a function to run under the span, got ${show(fn)}.`);
  const { end = false, ...others } = (options ?? {}) as ActiveSpanOptions;
  validateOptions(
    'withActiveSpan()',
    { end },
    { end: ['true or false', (value) => typeof value === 'boolean'] },
  );
  checkCallOptions('withActiveSpan()', others);
  const active = activeContext(reporter);
  if (active === undefined) return fn();
  const site = { className: undefined, memberName: 'withActiveSpan', isPerCall: true };
  const plan = new CallPlan(rootScope, site, [], [others as OptionLevel], reporter);
  const call = new TracedCall(plan, undefined, [], active);
  call.adopt(span, contextWithSpan(active, span), end);
  return complete(call, call.run(fn as () => unknown));
}
