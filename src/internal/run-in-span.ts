import {
  type Context,
  context,
  INVALID_SPAN_CONTEXT,
  type Span,
  type SpanOptions,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { setArgumentAttributes } from './argument-attributes.js';
import { setOn } from './attribute-values.js';
import type { CallPlan } from './call-plan.js';
import type { Callable } from './callable.js';
import { contextWithSpan } from './context-with-span.js';
import { describeError } from './errors.js';
import { inheritedAttributes, withInheritedAttributes } from './inherited-attributes.js';
import type { Measurement } from './measured-calls.js';
import { recordException, setErrorStatus } from './record-error.js';
import { injectContext, parentContext, readLinks, validSpanContext } from './trace-context.js';

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
    private readonly owned: boolean,
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
    return startAgain(this.plan, this.self, this.args, this.active);
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
        this.recordSuccess(result);
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
      const expected = this.isExpected(error);
      const errorType = expected || this.measurement === undefined ? undefined : describeError(error).type;
      this.measurement?.finish({ kind: 'threw', value: error, errorType });
      try {
        if (this.recording) this.recordThrown(error, expected);
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

  private isExpected(error: unknown): boolean {
    const { isError } = this.plan.options;
    return isError !== undefined && this.plan.ask(isError, this.self, [error], true) === false;
  }

  private recordSuccess(result: unknown): void {
    const { resultAttributes, okStatus } = this.plan.options;
    if ((resultAttributes === undefined && okStatus !== true) || !this.span.isRecording()) return;
    if (resultAttributes !== undefined) this.setAnswer(resultAttributes, result);
    if (okStatus === true && this.owned && !hasStatus(this.span))
      this.span.setStatus({ code: SpanStatusCode.OK });
  }

  private recordThrown(error: unknown, expected: boolean): void {
    // What a method has ended itself takes nothing more; the exception is for a span further out then.
    if (!this.span.isRecording()) return;
    const { errorAttributes, expectedErrorAttributes, exceptions = 'once' } = this.plan.options;
    if (expected) {
      if (expectedErrorAttributes !== undefined) this.setAnswer(expectedErrorAttributes, error);
      return;
    }
    if (this.owned) setErrorStatus(this.span, error, this.plan);
    if (exceptions !== 'off') recordException(this.span, error, exceptions, this.plan);
    if (errorAttributes !== undefined) this.setAnswer(errorAttributes, error);
  }

  /** Asks a callback that gets the outcome before the method's arguments, and sets the attributes that it answers. */
  private setAnswer(callback: (this: unknown, ...args: never) => unknown, outcome: unknown): void {
    const answer = this.plan.ask(callback, this.self, [outcome, ...this.args], undefined);
    if (answer !== undefined) setOn(this.span, answer, this.plan);
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

/** The active context; `undefined` where the context manager fails. */
export function activeContext(plan: CallPlan): Context | undefined {
  try {
    return contexts.active();
  } catch (error) {
    plan.report(error);
    return undefined;
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
  active: Context | undefined = activeContext(plan),
): SpanRun | undefined {
  if (active === undefined) return undefined;
  const run = tracer === null ? undefined : startTracing(plan, tracer, self, args, active);
  if (plan.measured === undefined) return run;
  const measurement = plan.measured.begin(self, args);
  if (measurement === undefined) return run;
  // A call that is only measured has a run without a span.
  return (run ?? new SpanRun(plan, '', NO_SPAN, active, self, args, active, false, false)).measure(
    measurement,
  );
}

function startTracing(
  plan: CallPlan,
  tracer: Tracer,
  self: unknown,
  args: Arguments,
  active: Context,
): SpanRun | undefined {
  try {
    const run =
      plan.isUniform && inheritedAttributes(active) === undefined
        ? uniformSpan(plan, tracer, self, args, active)
        : startOptionally(plan, tracer, self, args, active);
    if (run?.recording && plan.readsArguments) setCallAttributes(run, self, args);
    return run;
  } catch (error) {
    plan.report(error);
    return undefined;
  }
}

/** Starts a call, or starts it once more, later than it was made: by the tracer of now, in the context of then. */
export function startAgain(
  plan: CallPlan,
  self: unknown,
  args: Arguments,
  active: Context | undefined,
): SpanRun | undefined {
  const tracer = plan.currentTracer(self);
  return tracer === undefined ? undefined : startRun(plan, tracer, self, args, active);
}

// The way of most calls, kept short.
function uniformSpan(
  plan: CallPlan,
  tracer: Tracer,
  self: unknown,
  args: Arguments,
  active: Context,
): SpanRun | undefined {
  const name = plan.nameFor(self, args);
  if (plan.excludes(name, self)) return undefined;
  const span = tracer.startSpan(name, plan.startOptions(), active);
  return new SpanRun(
    plan,
    name,
    span,
    contextWithSpan(active, span),
    self,
    args,
    active,
    span.isRecording(),
    true,
  );
}

function startOptionally(
  plan: CallPlan,
  tracer: Tracer,
  self: unknown,
  args: Arguments,
  active: Context,
): SpanRun | undefined {
  const { inject, span } = plan.options;
  const run =
    span === undefined || span === 'new'
      ? newSpan(plan, tracer, self, args, active)
      : joinSpan(plan, self, args, active);
  if (run !== undefined && inject !== undefined)
    injectContext(plan.ask(inject, self, args, undefined), run.context, plan);
  return run;
}

function newSpan(
  plan: CallPlan,
  tracer: Tracer,
  self: unknown,
  args: Arguments,
  active: Context,
): SpanRun | undefined {
  const name = plan.nameFor(self, args);
  if (plan.excludes(name, self)) return undefined;
  const { parent, root } = plan.options;
  let base = active;
  if (root !== undefined && root !== false) base = trace.deleteSpan(active);
  else if (parent !== undefined) base = chosenParent(plan, parent, self, args, active);
  const span = tracer.startSpan(name, startOptions(plan, self, args, active, base), base);
  return new SpanRun(
    plan,
    name,
    span,
    contextWithSpan(base, span),
    self,
    args,
    active,
    span.isRecording(),
    true,
  );
}

function joinSpan(plan: CallPlan, self: unknown, args: Arguments, active: Context): SpanRun | undefined {
  const span = plan.options.span === 'none' ? undefined : trace.getSpan(active);
  const recording = span?.isRecording() === true;
  // The items of an iteration have spans of their own also where there is none to join.
  if (!recording && plan.options.each === undefined) return undefined;
  const name = plan.nameFor(self, args);
  if (plan.excludes(name, self)) return undefined;
  const { attributes } = plan.startOptions();
  if (recording && attributes !== undefined) span.setAttributes(attributes);
  return new SpanRun(plan, name, span ?? NO_SPAN, active, self, args, active, recording, false);
}

type ParentOption = NonNullable<CallPlan['options']['parent']>;

function chosenParent(
  plan: CallPlan,
  parent: ParentOption,
  self: unknown,
  args: Arguments,
  active: Context,
): Context {
  const chosen = parentContext(plan.ask(parent, self, args, undefined), active, plan);
  const inherited = inheritedAttributes(active);
  // A context from elsewhere does not know what `withSpanAttributes` gave to the spans started here.
  const known = inheritedAttributes(chosen);
  if (inherited === undefined || inherited === known) return chosen;
  return withInheritedAttributes(chosen, { ...known, ...inherited });
}

/** What the span is started with: what is the same for each call, and what depends on this one. */
function startOptions(
  plan: CallPlan,
  self: unknown,
  args: Arguments,
  active: Context,
  base: Context,
): SpanOptions {
  const kept = plan.startOptions();
  const inherited = inheritedAttributes(base);
  const { links, root } = plan.options;
  const previous = root === 'linked' ? validSpanContext(active) : undefined;
  if (inherited === undefined && typeof links !== 'function' && previous === undefined) return kept;
  const options = { ...kept };
  if (inherited !== undefined) options.attributes = { ...inherited, ...kept.attributes };
  if (typeof links === 'function') options.links = readLinks(plan.ask(links, self, args, undefined), plan);
  if (previous !== undefined) options.links = [...(options.links ?? []), { context: previous }];
  return options;
}

// Where it fails, the span that was started still serves.
function setCallAttributes({ plan, span }: SpanRun, self: unknown, args: Arguments): void {
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

/** Whether a status was set already, as far as the SDK's span shows it. */
function hasStatus(span: Span): boolean {
  const { status } = span as { status?: { code?: SpanStatusCode } };
  return status?.code !== undefined && status.code !== SpanStatusCode.UNSET;
}

/**
 * Runs `body` in `target`. Whatever a context manager does, `body` runs exactly once and its own outcome, the
 * identical value or thrown value, comes back.
 */
export function runInContext<T>(target: Context, body: () => T, plan?: CallPlan): T {
  let outcome = 'none' as 'none' | 'returned' | 'threw';
  let value: unknown;
  const runOnce = () => {
    if (outcome !== 'none') return;
    try {
      value = body();
      outcome = 'returned';
    } catch (error) {
      value = error;
      outcome = 'threw';
    }
  };
  try {
    contexts.with(target, runOnce);
  } catch (error) {
    plan?.report(error);
  }
  runOnce();
  if (outcome === 'threw') throw value;
  return value as T;
}
