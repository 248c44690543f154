import { clearTimeout, setTimeout } from 'node:timers';
import type { RecordedSpan } from './recorded-span.js';
import type { SpanLog } from './span-log.js';

// Taken at load: a test's fake timers must not stop the clock of waitFor.
const later = setTimeout;
const cancel = clearTimeout;

/** What `find` returns, as soon as it returns something; asked again at the end of each span. */
export function waitForSpan(
  log: SpanLog,
  find: () => RecordedSpan | undefined,
  timeout: number,
  onTimeout: () => Error,
): Promise<RecordedSpan> {
  const already = find();
  if (already) return Promise.resolve(already);
  return new Promise((resolve, reject) => {
    const settle = (action: () => void): void => {
      cancel(timer);
      stop();
      action();
    };
    const timer = later(() => settle(() => reject(onTimeout())), timeout);
    const stop = log.onEnd(() => {
      const found = find();
      if (found) settle(() => resolve(found));
    });
  });
}
