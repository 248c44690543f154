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
  if (answer instanceof Promise) answer.catch(handler);
}
