import type { MetricsEngine } from '../options.js';
import { Glob } from './glob.js';
import { processSlot } from './process-slot.js';

/** What `configureTracing` and the environment say. One for the process, whichever copies of the package it loads. */
export interface Settings {
  /** Counts changes, so that what is derived from the settings can be kept. */
  revision: number;
  /** What was asked for in code, and what follows from it and from the environment. */
  asked: boolean;
  enabled: boolean;
  excludeAsked: readonly Glob[];
  exclude: readonly Glob[];
  sanitize: ((key: string, value: unknown) => unknown) | undefined;
  onInternalError: ((error: unknown, where: { method: string }) => unknown) | undefined;
  metrics: MetricsEngine | undefined;
  /** The weakest level of the option `isError`. */
  isError: ((error: unknown) => boolean) | undefined;
  /** The default of every convention. */
  semconv: SemconvMode | undefined;
  /** Whether a missing `enableMetrics()` has been reported. */
  reportedMissingEngine: boolean;
  /** Where exceptions go. */
  exceptionSignals: ExceptionSignals;
  /** How many reads of foreign values are under way. */
  reading: number;
}

/** Which names attributes have: the stable ones of the conventions, the ones before them, or each. */
export type SemconvMode = 'stable' | 'legacy' | 'both';

export type ExceptionSignals = 'events' | 'logs' | 'both';

/** The settings; the environment is read when they are first asked for. */
export const settings: () => Settings = /* @__PURE__ */ processSlot<Settings>('settings.v1', () => ({
  revision: 0,
  asked: true,
  enabled: !disabledByEnvironment(),
  excludeAsked: [],
  exclude: excludedByEnvironment(),
  sanitize: undefined,
  onInternalError: undefined,
  metrics: undefined,
  isError: undefined,
  semconv: undefined,
  reportedMissingEngine: false,
  exceptionSignals: exceptionSignalsByEnvironment(),
  reading: 0,
}));

/**
 * `OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN`: `logs` makes log records of exceptions, `logs/dup` these and events of spans.
 */
export function exceptionSignalsByEnvironment(): ExceptionSignals {
  const asked = environment('OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN').split(',');
  const values = asked.map((value) => value.trim());
  if (values.includes('logs/dup')) return 'both';
  return values.includes('logs') ? 'logs' : 'events';
}

/** `OTEL_TRACED_DISABLED`: `true` or `1`, in upper or lower case. */
export function disabledByEnvironment(): boolean {
  return /^(true|1)$/i.test(environment('OTEL_TRACED_DISABLED').trim());
}

/** `OTEL_TRACED_EXCLUDE`: patterns separated by commas. */
export function excludedByEnvironment(): Glob[] {
  const patterns = environment('OTEL_TRACED_EXCLUDE').split(',');
  return patterns
    .map((pattern) => pattern.trim())
    .filter((pattern) => pattern !== '')
    .map((pattern) => new Glob(pattern));
}

/** A variable of the environment; empty where there is none, or no environment. */
export function environment(name: string): string {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
  return process?.env?.[name] ?? '';
}
