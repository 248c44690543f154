import type {} from 'vitest';
import type { SpanMatchers } from './span-matchers.js';

declare module 'vitest' {
  interface Assertion<T> extends SpanMatchers<void> {}
}

/** The matchers on spans, for `expect.extend(spanMatchers)`. */
export { type SpanMatcherFunctions, spanMatchers } from './matchers/all-matchers.js';
export type { SpanMatchers } from './span-matchers.js';
export { traceSerializer } from './trace-serializer.js';
