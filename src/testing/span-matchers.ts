import type { FailurePattern } from './failure.js';
import type { TextPattern } from './match-value.js';
import type { SpanTree, SpanTreeOptions } from './matchers/span-tree-pattern.js';
import type { AttributesPattern, SpanPattern } from './span-pattern.js';
import type { SpanQuery } from './span-query.js';
import type { SpanReference } from './span-reference.js';

/** The matchers on spans, the same in every test runner. `R` is what a matcher returns there. */
export interface SpanMatchers<R> {
  /**
   * A recorded span of this name (or pattern) has ended that is also like `partial`.
   * On a recorder, a list of spans or an `InMemorySpanExporter`.
   */
  toHaveSpan(query: SpanQuery, partial?: SpanPattern): R;
  /**
   * The spans stand in these trees. By default anywhere in the recording, with other spans around them, siblings in
   * any order; `exact` and `ordered` tighten that. Attributes are looked at as far as they are given.
   */
  toHaveSpanTree(tree: SpanTree | readonly SpanTree[], options?: SpanTreeOptions): R;
  /** The span has these attributes at least; with `only`, no others. `undefined` for a key: it must be absent. */
  toHaveAttributes(attributes: AttributesPattern, options?: { readonly only?: boolean }): R;
  /** The span's status is ERROR, and its error is this one, in the words of `toThrow`: class, message, pattern, error. */
  toHaveFailedWith(error?: FailurePattern): R;
  /** The span is a direct child of this one, given as a span, a span context or a name. */
  toBeChildOf(parent: TextPattern | SpanReference): R;
  /** The span links to this one, with these attributes at least. */
  toLinkTo(target: SpanReference, attributes?: AttributesPattern): R;
  /** Every span that was started has ended. On a recorder. */
  toHaveEndedAllSpans(): R;
}
