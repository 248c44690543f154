import {
  type Context,
  context,
  INVALID_SPAN_CONTEXT,
  type Span,
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
import { isExpected, recordResult, recordThrown } from './record-outcome.js';
import { baseContext, setCallAttributes, startOptions, withAttributes } from './start-options.js';

/** Stands where there is no span: takes everything, keeps nothing. */
export const NO_SPAN = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

type Arguments = readonly unknown[];

// In CommonJS each use of an import goes through a getter of the API's: this is on the way of every call.
const contexts = context;

/**
 * A traced call, from its start to the one outcome that is told it by `succeed`, `fail` or `end`. Spans are started
 * and ended in this file only.
 */
export class SpanRun {
  private open = true;
  private measurement: Measurement | undefined;
  private outcome: 'none' | 'returned' | 'threw' = 'none';
  private value: unknown;

  constructor(
    readonly plan: CallPlan,
    readonly name: string,
    readonly span: Span,
    /** The context in which the call's own code runs. */
    readonly context: Context,
    readonly self: unknown,
    readonly args: Arguments,
    /** The context in which the call was made. */
    private readonly active: Context,
    /** Whether the span takes attributes, events and a status. */
    readonly recording: boolean,
    /** `false` where the span is somebody else's, who gives it its status and ends it. */
    readonly owned: boolean,
    /** Attributes that are this call's and not its plan's. */
    private readonly given: object | undefined,
  ) {}

  /**
   * Makes the call, with its span active. Whatever a context manager does, `fn` runs exactly once and its own outcome,
   * the identical value or thrown value, comes back; a thrown one is told the span.
   */
  invoke(fn: Callable): unknown {
    try {
      // One closure and nothing else: this is on the way of every call.
      contexts.with(this.context, () => this.execute(fn));
    } catch (error) {
      this.plan.report(error);
    }
    this.execute(fn);
    if (this.outcome === 'returned') return this.value;
    this.fail(this.value);
    throw this.value;
  }

  private execute(fn: Callable): void {
    if (this.outcome !== 'none') return;
    try {
      this.value = Reflect.apply(fn, this.self, this.args);
      this.outcome = 'returned';
    } catch (error) {
      this.value = error;
      this.outcome = 'threw';
    }
  }

  /** Starts the same call's span once more: for a further subscription to, or iteration of, what it returned. */
  again(): SpanRun | undefined {
    return startAgain(this.plan, this.self, this.args, this.active, this.given);
  }

  /** Whether anybody wants to know how the call comes out. */
  get followed(): boolean {
    return this.recording || this.measurement !== undefined;
  }

  /** Measures the call, from now on. */
  measure(measurement: Measurement): this {
    this.measurement = measurement;
    return this;
  }

  succeed(result: unknown): void {
    if (!this.open) return;
    this.open = false;
    this.measurement?.finish({ kind: 'returned', value: result });
    if (this.recording) {
      try {
        recordResult(this, result);
      } catch (error) {
        this.plan.report(error);
      }
    }
    this.endSpan();
  }

  fail(error: unknown): void {
    if (!this.open) return;
    this.open = false;
    if (this.followed) {
      const expected = isExpected(this, error);
      const errorType = expected || this.measurement === undefined ? undefined : describeError(error).type;
      this.measurement?.finish({ kind: 'threw', value: error, errorType });
      try {
        if (this.recording) recordThrown(this, error, expected);
      } catch (internal) {
        this.plan.report(internal);
      }
    }
    this.endSpan();
  }

  /** Ends without an outcome: a subscription that was given up, a query that nobody awaited. */
  end(at?: number): void {
    if (!this.open) return;
    this.open = false;
    this.measurement?.finish({ kind: 'given-up' }, at);
    this.endSpan(at);
  }

  /** What the call returned waits for a subscriber or an iteration, which may never come. */
  pause(): void {
    this.measurement?.pause();
  }

  resume(): void {
    if (this.open) this.measurement?.resume();
  }

  private endSpan(at?: number): void {
    if (!this.owned) return;
    try {
      // A method may have ended the span itself; to end it again would only put a warning into the log.
      if (!this.recording || this.span.isRecording()) this.span.end(at);
    } catch (error) {
      this.plan.report(error);
    }
  }
}

/**
 * Starts a call: its span, or, by the option `span: 'current'`, a part in the active one, and its measuring. `undefined`
 * where the call is to be made as if it were neither traced nor measured: it is excluded, there is no active span, or
 * tracing itself failed.
 */
export function startRun(
  plan: CallPlan,
  tracer: Tracer | null,
  self: unknown,
  args: Arguments,
  active: Context | undefined,
  given?: object,
): SpanRun | undefined {
  if (active === undefined) return undefined;
  const run = tracer === null ? undefined : startTracing(plan, tracer, self, args, active, given);
  if (plan.measured === undefined) return run;
  const measurement = plan.measured.begin(self, args, run?.context ?? active);
  if (measurement === undefined) return run;
  // A call that is only measured has a run without a span.
  return (run ?? new SpanRun(plan, '', NO_SPAN, active, self, args, active, false, false, undefined)).measure(
    measurement,
  );
}

/** Starts a call, or starts it once more, later than it was made: by the tracer of now, in the context of then. */
export function startAgain(
  plan: CallPlan,
  self: unknown,
  args: Arguments,
  active: Context | undefined,
  given?: object,
): SpanRun | undefined {
  const tracer = plan.currentTracer(self);
  return tracer === undefined ? undefined : startRun(plan, tracer, self, args, active, given);
}

function startTracing(
  plan: CallPlan,
  tracer: Tracer,
  self: unknown,
  args: Arguments,
  active: Context,
  given: object | undefined,
): SpanRun | undefined {
  try {
    // The way of most calls, kept short.
    const isShort = plan.isUniform && inheritedAttributes(active) === undefined;
    const run = isShort
      ? newSpan(plan, tracer, self, args, active, given, true)
      : startOptionally(plan, tracer, self, args, active, given);
    if (run?.recording && plan.readsArguments) setCallAttributes(run.span, plan, self, args, given);
    return run;
  } catch (error) {
    plan.report(error);
    return undefined;
  }
}

function startOptionally(
  plan: CallPlan,
  tracer: Tracer,
  self: unknown,
  args: Arguments,
  active: Context,
  given: object | undefined,
): SpanRun | undefined {
  const { inject, span } = plan.options;
  const run =
    span === undefined || span === 'new'
      ? newSpan(plan, tracer, self, args, active, given, false)
      : joinSpan(plan, self, args, active, given);
  if (run !== undefined && inject !== undefined)
    injectContext(plan.ask(inject, self, args, undefined), run.context, plan);
  return run;
}

/** @param isUniform whether neither the arguments nor the active context have a say in how the span is started */
function newSpan(
  plan: CallPlan,
  tracer: Tracer,
  self: unknown,
  args: Arguments,
  active: Context,
  given: object | undefined,
  isUniform: boolean,
): SpanRun | undefined {
  const name = plan.nameFor(self, args);
  if (plan.excludes(name, self)) return undefined;
  const base = isUniform ? active : baseContext(plan, self, args, active);
  const options = isUniform ? plan.startOptions() : startOptions(plan, self, args, active, base);
  const all = given === undefined ? options : withAttributes(options, given, plan);
  const span = tracer.startSpan(name, all, base);
  const inSpan = contextWithSpan(base, span);
  return new SpanRun(plan, name, span, inSpan, self, args, active, span.isRecording(), true, given);
}

function joinSpan(
  plan: CallPlan,
  self: unknown,
  args: Arguments,
  active: Context,
  given: object | undefined,
): SpanRun | undefined {
  const span = plan.options.span === 'none' ? undefined : trace.getSpan(active);
  const recording = span?.isRecording() === true;
  // The items of an iteration have spans of their own also where there is none to join.
  if (!recording && plan.options.each === undefined) return undefined;
  const name = plan.nameFor(self, args);
  if (plan.excludes(name, self)) return undefined;
  const options = plan.startOptions();
  const { attributes } = given === undefined ? options : withAttributes(options, given, plan);
  if (recording && attributes !== undefined) span.setAttributes(attributes);
  return new SpanRun(plan, name, span ?? NO_SPAN, active, self, args, active, recording, false, given);
}
