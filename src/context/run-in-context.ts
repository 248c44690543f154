import { type Context, context } from '@opentelemetry/api';
import type { Reporter } from '../shared/report.js';

/** The active context; `undefined` where the context manager fails. */
export function activeContext(reporter: Reporter): Context | undefined {
  try {
    return context.active();
  } catch (error) {
    reporter.report(error);
    return undefined;
  }
}

/**
 * Runs `body` in `target`. Whatever a context manager does, `body` runs exactly once and its own outcome, the
 * identical value or thrown value, comes back.
 */
export function runInContext<T>(target: Context, body: () => T, reporter?: Reporter): T {
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
    context.with(target, runOnce);
  } catch (error) {
    reporter?.report(error);
  }
  runOnce();
  if (outcome === 'threw') throw value;
  return value as T;
}
