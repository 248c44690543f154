import { diag } from '@opentelemetry/api';
import { settings } from './settings.js';

/** Reports a failure inside tracing to `onInternalError`, or else to `diag.warn`. Never throws. */
export function reportInternalError(error: unknown, method: string): void {
  try {
    const { onInternalError } = settings();
    if (onInternalError !== undefined) handleRejection(onInternalError(error, { method }), () => {});
    else diag.warn(`otel-traced: tracing ${method} failed; the call itself is not affected`, error);
  } catch {
    // The report failed as well; the call must not.
  }
}

/** Takes failures inside tracing. */
export interface Reporter {
  report(error: unknown): void;
}

/** Reports the first failure of a method or function, and again after the settings have changed. */
export function reporterOf(method: string): Reporter {
  let reportedAt: number | undefined;
  return {
    report(error) {
      const { revision } = settings();
      if (reportedAt === revision) return;
      reportedAt = revision;
      reportInternalError(error, method);
    },
  };
}

/** A callback must answer at once. That one does not, and fails later, is no reason to bring the process down. */
export function handleRejection(answer: unknown, handler: (error: unknown) => void): void {
  if (isPromise(answer)) Promise.prototype.then.call(answer, undefined, handler);
}

/** Whether `value` is a promise of the language, of any realm; a thenable, whose `then` may do work, is none. */
export function isPromise(value: unknown): value is Promise<unknown> {
  if (typeof value !== 'object' || value === null) return false;
  try {
    if (value instanceof Promise) return true;
    if (Object.prototype.toString.call(value) !== '[object Promise]') return false;
    // Throws for what only pretends to be one.
    Promise.prototype.then.call(value, undefined, () => {});
    return true;
  } catch {
    return false;
  }
}
