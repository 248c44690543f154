import type { MetricsEngine } from '../options.js';
import {
  disabledByEnvironment,
  exceptionSignalsByEnvironment,
  excludedByEnvironment,
  settings,
  wholeMatch,
} from '../shared/settings.js';
import { show } from '../shared/validation.js';

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
}

const OPTIONS = ['enabled', 'exclude', 'sanitize', 'onInternalError', 'metrics'];

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
  check(
    'exclude',
    changes.exclude,
    'an array of patterns',
    (value) => Array.isArray(value) && value.every(isText),
  );
  check('sanitize', changes.sanitize, 'a function', isFunction);
  check('onInternalError', changes.onInternalError, 'a function', isFunction);
  check('metrics', changes.metrics, 'a function', isFunction);

  const current = settings();
  if ('enabled' in changes) current.asked = changes.enabled ?? true;
  if ('exclude' in changes) current.excludeAsked = (changes.exclude ?? []).map(wholeMatch);
  if ('sanitize' in changes) current.sanitize = changes.sanitize;
  if ('onInternalError' in changes) current.onInternalError = changes.onInternalError;
  if ('metrics' in changes) {
    current.metrics = changes.metrics;
    current.reportedMissingEngine = false;
  }
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

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
