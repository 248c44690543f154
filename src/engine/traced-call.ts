import {
  type Context,
  context,
  INVALID_SPAN_CONTEXT,
  type Span,
  type SpanOptions,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { contextWithSpan } from '../context/context-with-span.js';
import { inheritedAttributes } from '../context/inherited-attributes.js';
import { injectContext } from '../context/trace-context.js';
import type { Callable } from '../shared/function-kinds.js';
import { describeError } from '../values/describe-error.js';
import type { CallPlan } from './call-plan.js';
import type { Measurement } from './measured-calls.js';
import { isExpected, recordResult, recordThrown, returnedError } from './record-outcome.js';
import { baseContext, setCallAttributes, startOptions, withOwnAttributes } from './start-options.js';

/** Stands in where there is no span: it records nothing. */
export const NO_SPAN = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

// In CommonJS each use of an import goes through a getter of the API's, and every call takes this path.
const contexts = context;

/**
 * One traced call, from its start to its one outcome: `succeed`, `fail` or `end`. Only this file starts and ends spans.
 *
 * The object is made first and handed on; `start` gives it its span. Whatever fails in here is reported and never reaches
 * the caller, and a span that was started is ended.
 */
export class TracedCall {
  name = '';
  span: Span = NO_SPAN;
  /** The context in which the call's own code runs. */
  context: Context;
  /** Whether the span takes attributes, events and a status. */
  recording = false;
  /** `false` if the span belongs to someone else, who sets its status. */
  owned = false;
  private endsSpan = false;
  private hasSpan = false;
  private open = true;
  private measurement: Measurement | undefined;
  private outcome: 'none' | 'returned' | 'threw' = 'none';
  private value: unknown;

  /**
   * @param callerContext the context in which the call was made
   * @param ownAttributes attributes of this call that its plan doesn't have
   */
  constructor(
    readonly plan: CallPlan,
    readonly self: unknown,
    readonly args: readonly unknown[],
    readonly callerContext: Context,
    readonly ownAttributes?: object,
  ) {
    this.context = callerContext;
  }

  /**
   * Starts the span, or joins the active one by the option `span: 'current'`, and the measurement. `false` if the call is
   * neither traced nor measured: it is excluded, there is no span to join, or tracing itself failed.
   *
   * @param tracer `null` if there is none, and the call is only measured
   */
  start(tracer: Tracer | null): boolean {
    const { plan } = this;
    try {
      if (tracer !== null) this.startSpan(tracer);
    } catch (error) {
      plan.report(error);
    }
    if (plan.measured !== undefined)
      this.measurement = plan.measured.begin(this.self, this.args, this.context);
    return this.hasSpan || this.measurement !== undefined;
  }

  /** Takes a span that was started elsewhere, whose status the call sets, instead of starting one. */
  adopt(span: Span, context: Context, endsSpan: boolean): void {
    this.span = span;
    this.context = context;
    this.owned = true;
    this.endsSpan = endsSpan;
    try {
      this.recording = span.isRecording() === true;
    } catch (error) {
      this.plan.report(error);
    }
  }

  /** Starts the same call once more, for a further subscription or iteration: with the tracer of now, in the context of then. */
  restart(): TracedCall | undefined {
    return startCall(this.plan, this.self, this.args, this.callerContext, this.ownAttributes);
  }

  /** Whether anything records how the call ends. */
  get isObserved(): boolean {
    return this.recording || this.measurement !== undefined;
  }

  /**
   * Runs `fn` with the span active. Whatever a context manager does, `fn` runs exactly once, and its own outcome, the
   * identical value or thrown value, comes back; a thrown one is recorded.
   */
  run(fn: Callable): unknown {
    try {
      contexts.with(this.context, () => {
        if (this.outcome !== 'none') return;
        try {
          this.value = Reflect.apply(fn, this.self, this.args);
          this.outcome = 'returned';
        } catch (error) {
          this.value = error;
          this.outcome = 'threw';
        }
      });
    } catch (error) {
      this.plan.report(error);
    }
    if (this.outcome === 'returned') return this.value;
    if (this.outcome === 'none') return this.runWithoutContext(fn);
    try {
      this.fail(this.value);
    } catch {
      // The stack is full.
    }
    throw this.value;
  }

  // The context manager did not call back.
  private runWithoutContext(fn: Callable): unknown {
    this.outcome = 'returned';
    try {
      return Reflect.apply(fn, this.self, this.args);
    } catch (error) {
      this.fail(error);
      throw error;
    }
  }

  succeed(result: unknown): void {
    if (!this.open) return;
    const { plan } = this;
    if (this.isObserved && plan.options.resultError !== undefined) {
      const error = returnedError(this, result);
      if (error !== undefined && error !== null) {
        this.fail(error);
        return;
      }
    }
    this.open = false;
    try {
      this.measurement?.finish({ kind: 'returned', value: result });
      if (this.recording) recordResult(this, result);
    } catch (error) {
      plan.report(error);
    } finally {
      this.endSpan();
    }
  }

  fail(error: unknown): void {
    if (!this.open) return;
    this.open = false;
    try {
      if (this.isObserved) this.recordFailure(error);
    } catch (internal) {
      this.plan.report(internal);
    } finally {
      this.endSpan();
    }
  }

  /** Ends without an outcome: a subscription that was cancelled, a query that nobody awaited. */
  end(at?: number): void {
    if (!this.open) return;
    this.open = false;
    try {
      this.measurement?.finish({ kind: 'given-up' }, at);
    } finally {
      this.endSpan(at);
    }
  }

  /** The result waits for a subscription or an iteration, which may never come. */
  pause(): void {
    this.measurement?.pause();
  }

  resume(): void {
    if (this.open) this.measurement?.resume();
  }

  private recordFailure(error: unknown): void {
    const expected = isExpected(this, error);
    const { measurement } = this;
    if (measurement !== undefined) {
      const errorType = expected ? undefined : describeError(error).type;
      measurement.finish({ kind: 'threw', value: error, errorType });
    }
    if (this.recording) recordThrown(this, error, expected);
  }

  private startSpan(tracer: Tracer): void {
    const { plan } = this;
    // Most calls are uniform: neither their arguments nor the active context decide how the span is started.
    if (plan.isUniform && inheritedAttributes(this.callerContext) === undefined)
      this.startNew(tracer, this.callerContext, plan.startOptions());
    else this.startByOptions(tracer);
    if (this.recording && plan.readsArguments) setCallAttributes(this);
  }

  private startByOptions(tracer: Tracer): void {
    const { inject, span = 'new' } = this.plan.options;
    if (span === 'new') {
      const base = baseContext(this);
      this.startNew(tracer, base, startOptions(this, base));
    } else this.join(span);
    if (inject === undefined || !this.hasSpan) return;
    const carrier = this.plan.ask(inject, this.self, this.args, undefined);
    injectContext(carrier, this.context, this.plan);
  }

  private startNew(tracer: Tracer, base: Context, options: SpanOptions): void {
    const { plan, self, ownAttributes } = this;
    const name = plan.nameFor(self, this.args);
    if (plan.excludes(name, self)) return;
    const own = ownAttributes === undefined ? options : withOwnAttributes(options, ownAttributes, plan);
    const span = tracer.startSpan(name, own, base);
    if (typeof span !== 'object' || span === null)
      throw new TypeError(`The tracer returned ${span}, not a span.`);
    this.name = name;
    this.span = span;
    this.owned = true;
    this.endsSpan = true;
    this.hasSpan = true;
    this.context = contextWithSpan(base, span);
    this.recording = span.isRecording() === true;
  }

  private join(mode: 'current' | 'none'): void {
    const { plan, self, ownAttributes } = this;
    const span = mode === 'none' ? undefined : trace.getSpan(this.callerContext);
    const recording = span?.isRecording() === true;
    // The items of an iteration have spans even if there is none to join.
    if (!recording && plan.options.each === undefined) return;
    const name = plan.nameFor(self, this.args);
    if (plan.excludes(name, self)) return;
    const options = plan.startOptions();
    const { attributes } =
      ownAttributes === undefined ? options : withOwnAttributes(options, ownAttributes, plan);
    this.name = name;
    this.span = span ?? NO_SPAN;
    this.hasSpan = true;
    this.recording = recording;
    if (recording && attributes !== undefined) this.span.setAttributes(attributes);
  }

  private endSpan(at?: number): void {
    if (!this.endsSpan) return;
    let ended = false;
    try {
      // The method may have ended the span itself; ending it again would only log a warning.
      ended = this.recording && this.span.isRecording() === false;
    } catch (error) {
      this.plan.report(error);
    }
    try {
      if (!ended) this.span.end(at);
    } catch (error) {
      this.plan.report(error);
    }
  }
}

/**
 * Starts a call with the tracer of now. `undefined` if it is neither traced nor measured.
 *
 * @param active the context in which the call was made; `undefined` if the context manager failed
 */
export function startCall(
  plan: CallPlan,
  self: unknown,
  args: readonly unknown[],
  active: Context | undefined,
  ownAttributes?: object,
): TracedCall | undefined {
  if (active === undefined) return undefined;
  const tracer = plan.currentTracer(self);
  if (tracer === undefined) return undefined;
  const call = new TracedCall(plan, self, args, active, ownAttributes);
  return call.start(tracer) ? call : undefined;
}
