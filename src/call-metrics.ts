import type { Attributes } from '@opentelemetry/api';

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
  /** Attributes, given or answered by a callback of the options, in a form that metrics take; no failure leaves it. */
  attributes(source: unknown, self: unknown, args: readonly unknown[]): Attributes;
}

/** How a measured call came out, and how long it took from its start to there. */
export interface CallOutcome {
  readonly seconds: number;
  readonly kind: 'returned' | 'threw' | 'given-up';
  /** What was returned or thrown. */
  readonly value?: unknown;
  /** The type of a failure; none where `isError` says that what was thrown is an expected outcome. */
  readonly errorType?: string;
}

/** A call that is being measured. What is thrown here is reported and does not reach the call. */
export interface CallMeasurement {
  finish(outcome: CallOutcome): void;
  /** Nothing runs: what the call returned waits for a subscriber or an iteration, which may never come. */
  pause?(): void;
  resume?(): void;
}

/** Measures calls: a value for the option `metrics`. */
export interface CallMetrics {
  /** A call starts. `undefined`: it is not measured. */
  begin(method: MeasuredMethod, self: unknown, args: readonly unknown[]): CallMeasurement | undefined;
}
