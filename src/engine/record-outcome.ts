import { type Span, SpanStatusCode } from '@opentelemetry/api';
import { settings } from '../shared/settings.js';
import { setOn } from '../values/attribute-values.js';
import type { CallPlan } from './call-plan.js';
import { recordException, setErrorStatus } from './record-error.js';

/** A call whose outcome its span is told. */
export interface RecordedCall {
  readonly plan: CallPlan;
  readonly span: Span;
  readonly self: unknown;
  readonly args: readonly unknown[];
  /** `false` where the span is somebody else's, who gives it its status. */
  readonly owned: boolean;
}

/** By the option `isError`, or the process-wide setting: whether the thrown value is an expected outcome. */
export function isExpected({ plan, self }: RecordedCall, error: unknown): boolean {
  const { isError = settings().isError } = plan.options;
  return isError !== undefined && plan.ask(isError, self, [error], true) === false;
}

export function recordResult(call: RecordedCall, result: unknown): void {
  const { span } = call;
  const { resultAttributes, okStatus } = call.plan.options;
  if ((resultAttributes === undefined && okStatus !== true) || !span.isRecording()) return;
  if (resultAttributes !== undefined) setAnswer(call, resultAttributes, result);
  if (okStatus === true && call.owned && !hasStatus(span)) span.setStatus({ code: SpanStatusCode.OK });
}

export function recordThrown(call: RecordedCall, error: unknown, expected: boolean): void {
  const { plan, span } = call;
  // What a method has ended itself takes nothing more; the exception is for a span further out then.
  if (!span.isRecording()) return;
  const { errorAttributes, expectedErrorAttributes, exceptions = 'once' } = plan.options;
  if (expected) {
    if (expectedErrorAttributes !== undefined) setAnswer(call, expectedErrorAttributes, error);
    return;
  }
  if (call.owned) setErrorStatus(span, error, plan);
  if (exceptions !== 'off') recordException(span, error, exceptions, plan);
  if (errorAttributes !== undefined) setAnswer(call, errorAttributes, error);
}

/** By the option `resultError`: the error that a result stands for; `undefined` or `null` if it is a success. */
export function returnedError({ plan, self, args }: RecordedCall, result: unknown): unknown {
  const { resultError } = plan.options;
  return resultError === undefined ? undefined : plan.ask(resultError, self, [result, ...args], undefined);
}

/** Asks a callback that gets the outcome before the method's arguments, and sets the attributes that it answers. */
function setAnswer(
  { plan, span, self, args }: RecordedCall,
  callback: (this: unknown, ...args: never) => unknown,
  outcome: unknown,
): void {
  const answer = plan.ask(callback, self, [outcome, ...args], undefined);
  if (answer !== undefined) setOn(span, answer, plan);
}

/** Whether a status was set already, as far as the SDK's span shows it. */
function hasStatus(span: Span): boolean {
  const { status } = span as { status?: { code?: SpanStatusCode } };
  return status?.code !== undefined && status.code !== SpanStatusCode.UNSET;
}
