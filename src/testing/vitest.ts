import type { SpanMatchers } from './span-matchers.js';

declare module 'vitest' {
  interface Assertion<T> extends SpanMatchers<void> {}
}

/** vitest's own type, with the matchers on spans: the compiler has to load it before it is extended. */
export type { Assertion } from 'vitest';
/** The matchers on spans, for `expect.extend(spanMatchers)`. */
export { type SpanMatcherFunctions, spanMatchers } from './matchers/all-matchers.js';
export type { SpanMatchers } from './span-matchers.js';
export { traceSerializer } from './trace-serializer.js';
