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

/** jest's own type, with the matchers on spans: the compiler has to load it before it is extended. */
export type { Matchers } from 'expect';
/** The matchers on spans, for `expect.extend(spanMatchers)`. */
export { type SpanMatcherFunctions, spanMatchers } from './matchers/all-matchers.js';
export type { SpanMatchers } from './span-matchers.js';
export { traceSerializer } from './trace-serializer.js';
