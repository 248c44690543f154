import { diag } from '@opentelemetry/api';
import { settings } from './settings.js';

/** Tells of a failure inside tracing, to `onInternalError` or else to `diag.warn`. Never throws. */
export function reportInternalError(error: unknown, method: string): void {
  try {
    const { onInternalError } = settings();
    if (onInternalError !== undefined) handleRejection(onInternalError(error, { method }), () => {});
    else diag.warn(`otel-traced: tracing ${method} failed; the call itself is not affected`, error);
  } catch {
    // The report failed as well; the call must not.
  }
}

/** Is told of failures inside tracing. */
export interface Reporter {
  report(error: unknown): void;
}

/** A reporter for a function of the toolkit's own. */
export function reporterOf(method: string): Reporter {
  return { report: (error) => reportInternalError(error, method) };
}

/** A callback must answer at once. That one does not, and fails later, is no reason to bring the process down. */
export function handleRejection(answer: unknown, handler: (error: unknown) => void): void {
  if (answer instanceof Promise) answer.catch(handler);
}
