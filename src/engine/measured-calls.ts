import type { Attributes, Context } from '@opentelemetry/api';
import type { CallMeasurement, CallMetrics, CallOutcome, MeasuredMethod } from '../call-metrics.js';
import { registeredMeterProvider } from '../context/active-tracer.js';
import type { MetricsEngine, MetricsOptions } from '../options.js';
import { merged } from '../shared/merged.js';
import { now } from '../shared/platform.js';
import { reportInternalError } from '../shared/report.js';
import { settings } from '../shared/settings.js';
import { spanAttributes } from '../values/attribute-values.js';
import { isCallMetrics } from './option-levels.js';

/** What a plan lets its metrics know. */
interface Plan {
  readonly scope: { readonly source: MeasuredMethod['scope'] };
  methodName(self: unknown): string;
  ask(callback: unknown, self: unknown, args: readonly unknown[], otherwise: undefined): unknown;
  report(error: unknown): void;
}

/** The metrics of one method, see the option `metrics`. What measures stands in `otel-traced/metrics`, not here. */
export class MeasuredCalls implements MeasuredMethod {
  private engine: MetricsEngine | undefined;
  private metrics: CallMetrics | undefined;

  constructor(
    private readonly plan: Plan,
    private readonly wanted: MetricsOptions | CallMetrics,
  ) {
    if (isCallMetrics(wanted)) this.metrics = wanted;
  }

  get scope(): MeasuredMethod['scope'] {
    return this.plan.scope.source;
  }

  nameOf(self: unknown): string {
    return this.plan.methodName(self);
  }

  attributes(source: unknown, self: unknown, args: readonly unknown[]): Attributes {
    return spanAttributes(
      typeof source === 'function' ? this.plan.ask(source, self, args, undefined) : source,
      this.plan,
    );
  }

  report(error: unknown): void {
    this.plan.report(error);
  }

  /** Whether there is a meter provider to measure for. */
  isOn(): boolean {
    return registeredMeterProvider() !== undefined;
  }

  /**
   * Starts to measure a call. `undefined` where it is not measured.
   *
   * @param context the context of the call's span
   */
  begin(self: unknown, args: readonly unknown[], context: Context): Measurement | undefined {
    if (!this.isOn()) return undefined;
    try {
      const call = this.current(self)?.begin(this, self, args, context);
      return call === undefined ? undefined : new Measurement(call, this.plan);
    } catch (error) {
      this.plan.report(error);
      return undefined;
    }
  }

  private current(self: unknown): CallMetrics | undefined {
    if (isCallMetrics(this.wanted)) return this.wanted;
    const engine = this.wanted.engine ?? settings().metrics;
    if (engine === undefined) {
      reportMissingEngine(this.plan.methodName(self));
      return undefined;
    }
    if (engine !== this.engine) {
      this.metrics = engine(this.wanted);
      this.engine = engine;
    }
    return this.metrics;
  }
}

/** Once for the process, not once per method: the remedy is one call. */
function reportMissingEngine(method: string): void {
  const current = settings();
  if (current.reportedMissingEngine) return;
  current.reportedMissingEngine = true;
  const message =
    "The option 'metrics' is set, but nothing measures. Call enableMetrics() of 'otel-traced/metrics' at start-up.";
  reportInternalError(new Error(message), method);
}

/** One call that is being measured. No failure in it reaches the call. */
export class Measurement {
  private readonly startedAt = now();

  constructor(
    private readonly call: CallMeasurement,
    private readonly plan: Plan,
  ) {}

  /** @param at when the call ended, by `now()`; else it is now */
  finish(outcome: Omit<CallOutcome, 'seconds'>, at = now()): void {
    this.attempt(() => this.call.finish(merged(outcome, { seconds: (at - this.startedAt) / 1_000 })));
  }

  /** What the call returned waits for a subscriber or an iteration, which may never come. */
  pause(): void {
    this.attempt(() => this.call.pause?.());
  }

  resume(): void {
    this.attempt(() => this.call.resume?.());
  }

  private attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.plan.report(error);
    }
  }
}
