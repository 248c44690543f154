import { settings } from './settings.js';

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
