import type { SpanMatchers } from '../span-matchers.js';
import type { MatchResult } from './match-result.js';
import { toBeChildOf } from './to-be-child-of.js';
import { toHaveAttributes } from './to-have-attributes.js';
import { toHaveEndedAllSpans } from './to-have-ended-all-spans.js';
import { toHaveFailedWith } from './to-have-failed-with.js';
import { toHaveSpan } from './to-have-span.js';
import { toHaveSpanTree } from './to-have-span-tree.js';
import { toLinkTo } from './to-link-to.js';

/** A type and not an interface: test runners want an index signature, which only a type alias has by itself. */
export type SpanMatcherFunctions = {
  [Name in keyof SpanMatchers<MatchResult>]: (
    actual: unknown,
    ...expected: Parameters<SpanMatchers<MatchResult>[Name]>
  ) => MatchResult;
};

/** The matchers for a runner's `expect.extend`. */
export const spanMatchers: SpanMatcherFunctions = {
  toHaveSpan,
  toHaveSpanTree,
  toHaveAttributes,
  toHaveFailedWith,
  toBeChildOf,
  toLinkTo,
  toHaveEndedAllSpans,
};
