import type { MetricsEngine } from '../options.js';
import { Glob } from '../shared/glob.js';
import {
  disabledByEnvironment,
  exceptionSignalsByEnvironment,
  excludedByEnvironment,
  type SemconvMode,
  settings,
} from '../shared/settings.js';
import { isFunction, isNonEmptyString, oneOf, show } from '../shared/validation.js';

/** Settings of the whole process. */
export interface TracingSettings {
  /** `false` switches everything off. `OTEL_TRACED_DISABLED=true` does so whatever is said here. @default true */
  readonly enabled?: boolean;
  /**
   * Span names, or `Class.method`, that are not traced; `*` stands for any characters, a pattern matches whole names.
   * Those of `OTEL_TRACED_EXCLUDE`, separated by commas, come on top.
   * @default none
   */
  readonly exclude?: readonly string[];
  /**
   * Sees every attribute of spans, events and links, exception texts (`exception.message`, `exception.stacktrace`) and
   * status messages (as `exception.message`, then as `otel.status_description`), and returns what is recorded instead:
   * the value, another, or `undefined` for nothing. Where it throws, the value is dropped.
   */
  readonly sanitize?: ((key: string, value: unknown) => unknown) | undefined;
  /** Is told of failures inside tracing, one for a method, instead of OpenTelemetry's `diag.warn`. */
  readonly onInternalError?: ((error: unknown, where: { method: string }) => void) | undefined;
  /** What measures calls whose option `metrics` is `true` or options: `enableMetrics()` of `otel-traced/metrics` sets it. */
  readonly metrics?: MetricsEngine | undefined;
  /**
   * Which thrown values are errors, where no option `isError` says so; `false` for an expected outcome.
   * @default everything is
   */
  readonly isError?: ((error: unknown) => boolean) | undefined;
  /**
   * Which attribute names the conventions (`otel-traced/eventsourcing`, `/rpc`, `/kurrentdb`) use where a component says
   * nothing. It wins over `OTEL_SEMCONV_STABILITY_OPT_IN`.
   * @default what the environment says, else the convention's own default
   */
  readonly semconv?: SemconvMode | undefined;
}

const OPTIONS = ['enabled', 'exclude', 'sanitize', 'onInternalError', 'metrics', 'isError', 'semconv'];

/**
 * Changes settings of the whole process, from the next call on. Only what is named changes; `undefined` puts back the
 * default. The environment is read anew.
 *
 * @throws TypeError where an option is unknown or of the wrong type; nothing has changed then
 */
export function configureTracing(changes: TracingSettings): void {
  if (typeof changes !== 'object' || changes === null) {
    throw new TypeError(`configureTracing(): expected a settings object, got ${show(changes)}.`);
  }
  const unknown = Object.keys(changes).find((key) => !OPTIONS.includes(key));
  if (unknown !== undefined) {
    throw new TypeError(
      `configureTracing(): unknown option '${unknown}'. The options are ${OPTIONS.join(', ')}.`,
    );
  }
  check('enabled', changes.enabled, 'true or false', (value) => typeof value === 'boolean');
  checkPatterns(changes.exclude);
  check('sanitize', changes.sanitize, 'a function', isFunction);
  check('onInternalError', changes.onInternalError, 'a function', isFunction);
  check('metrics', changes.metrics, 'a function', isFunction);
  check('isError', changes.isError, 'a function', isFunction);
  check('semconv', changes.semconv, "'stable', 'legacy' or 'both'", oneOf('stable', 'legacy', 'both'));

  const current = settings();
  if ('enabled' in changes) current.asked = changes.enabled ?? true;
  if ('exclude' in changes)
    current.excludeAsked = (changes.exclude ?? []).map((pattern) => new Glob(pattern));
  if ('sanitize' in changes) current.sanitize = changes.sanitize;
  if ('onInternalError' in changes) current.onInternalError = changes.onInternalError;
  if ('metrics' in changes) {
    current.metrics = changes.metrics;
    current.reportedMissingEngine = false;
  }
  if ('isError' in changes) current.isError = changes.isError;
  if ('semconv' in changes) current.semconv = changes.semconv;
  current.enabled = current.asked && !disabledByEnvironment();
  current.exclude = [...current.excludeAsked, ...excludedByEnvironment()];
  current.exceptionSignals = exceptionSignalsByEnvironment();
  current.revision++;
}

function check(option: string, value: unknown, expected: string, test: (value: unknown) => boolean): void {
  if (value !== undefined && !test(value)) {
    throw new TypeError(
      `configureTracing(): the option '${option}' is ${show(value)}; expected ${expected}.`,
    );
  }
}

function checkPatterns(patterns: unknown): void {
  const expected = 'an array of non-empty patterns';
  check('exclude', patterns, expected, Array.isArray);
  const entries = (patterns ?? []) as readonly unknown[];
  const wrong = entries.findIndex((entry) => !isNonEmptyString(entry));
  if (wrong === -1) return;
  throw new TypeError(
    `configureTracing(): the option 'exclude': expected ${expected}; the entry at ${wrong} is ${show(entries[wrong])}.`,
  );
}
