import { clearTimeout, setTimeout } from 'node:timers';
import type { RecordedSpan } from './recorded-span.js';
import type { SpanLog } from './span-log.js';

// Taken at load: a test's fake timers must not stop the clock of waitFor.
const later = setTimeout;
const cancel = clearTimeout;

/** The first ended span for which `fits` holds; asked once more at the end of each span. */
export function waitForSpan(
  log: SpanLog,
  fits: (span: RecordedSpan) => boolean,
  timeout: number,
  onTimeout: () => Error,
): Promise<RecordedSpan> {
  const already = log.endedSpans.find(fits);
  if (already) return Promise.resolve(already);
  return new Promise((resolve, reject) => {
    const settle = (action: () => void): void => {
      cancel(timer);
      stop();
      action();
    };
    const timer = later(() => settle(() => reject(onTimeout())), timeout);
    const stop = log.onEnd((span) => {
      try {
        if (fits(span)) settle(() => resolve(span));
      } catch (error) {
        // It is the waiting test's question that fails, not the code that ends a span.
        settle(() => reject(error));
      }
    });
  });
}
