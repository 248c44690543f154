import type {} from 'expect';
import type { SpanMatchers } from './span-matchers.js';

// `expect` from @types/jest, and `expect` from @jest/globals.
declare global {
  namespace jest {
    interface Matchers<R, T> extends SpanMatchers<R> {}
  }
}
declare module 'expect' {
  interface Matchers<R, T> extends SpanMatchers<R> {}
}

/** The matchers on spans, for `expect.extend(spanMatchers)`. */
export { type SpanMatcherFunctions, spanMatchers } from './matchers/all-matchers.js';
export type { SpanMatchers } from './span-matchers.js';
export { traceSerializer } from './trace-serializer.js';
