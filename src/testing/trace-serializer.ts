import { formatTrace } from './format-trace.js';
import type { SpanSource } from './recorded-span.js';
import { spansOf } from './span-source.js';

/**
 * For `expect.addSnapshotSerializer` of jest and vitest: a recorder or a list of spans in a snapshot prints as
 * `formatTrace` does.
 */
export const traceSerializer = {
  test: (value: unknown): boolean => {
    const spans = spansOf(value);
    return spans !== undefined && (!Array.isArray(value) || spans.length > 0);
  },
  serialize: (value: unknown): string => formatTrace(value as SpanSource),
};
