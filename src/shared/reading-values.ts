import { settings } from './settings.js';

/** Whether tracing reads or converts a value right now, in whichever copy of the package: what runs makes no spans. */
export function isReadingValue(): boolean {
  return settings().reading > 0;
}

/** Runs code of the toolkit that reads foreign values: their `toString`, their getters. */
export function readingValue<T>(read: () => T): T {
  const current = settings();
  current.reading++;
  try {
    return read();
  } finally {
    current.reading--;
  }
}
