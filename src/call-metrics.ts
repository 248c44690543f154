import type { Attributes, Context } from '@opentelemetry/api';

/** One instrument of a method's metrics. */
export interface InstrumentOptions {
  /** The whole name of the metric. */
  readonly name?: string;
  readonly description?: string;
}

export interface DurationOptions extends InstrumentOptions {
  /** @default 's', as the semantic conventions ask */
  readonly unit?: 's' | 'ms';
  /** Boundaries of the buckets, in the unit. @default those of the conventions, 5 ms to 10 s */
  readonly buckets?: readonly number[];
}

/** A method whose calls are measured, as its metrics see it. */
export interface MeasuredMethod {
  /** The instrumentation scope that the method is traced in. */
  readonly scope: { readonly name: string; readonly version?: string; readonly schemaUrl?: string };
  /** `Class.method`, whatever the span is named. */
  nameOf(self: unknown): string;
  /**
   * Attributes in a form that metrics take: those of an object, or of what a callback of the options returns. A failure is
   * reported, and the attributes are left out.
   */
  attributes(source: unknown, self: unknown, args: readonly unknown[]): Attributes;
  /** Reports a failure of a measurement that goes on without what failed. */
  report(error: unknown): void;
}

/** How a measured call ended, and how long it took. */
export interface CallOutcome {
  readonly seconds: number;
  readonly kind: 'returned' | 'threw' | 'given-up';
  /** What was returned or thrown. */
  readonly value?: unknown;
  /** The type of a failure; `undefined` for an error that `isError` marks as expected. */
  readonly errorType?: string;
}

/** A call that is being measured. Errors thrown here are reported and don't reach the call. */
export interface CallMeasurement {
  finish(outcome: CallOutcome): void;
  /** The call waits for a subscriber or an iteration, which may never come. */
  pause?(): void;
  resume?(): void;
}

/** Measures calls: a value for the option `metrics`. */
export interface CallMetrics {
  /**
   * A call starts. `undefined`: it is not measured.
   *
   * @param context the context of the call's span; record in it, so that exemplars and views see the span
   */
  begin(
    method: MeasuredMethod,
    self: unknown,
    args: readonly unknown[],
    context: Context,
  ): CallMeasurement | undefined;
}
