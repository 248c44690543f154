import type { FormatTraceOptions } from './format-trace.js';
import type { RecordedSpan } from './recorded-span.js';
import type { RecordedLog } from './recorder-logs.js';
import type { RecordedMetrics } from './recorder-metrics.js';
import type { SpanPattern } from './span-pattern.js';
import type { SpanQuery } from './span-query.js';

declare global {
  // As in TypeScript's esnext.disposable and in @types/node, for projects that have neither.
  interface SymbolConstructor {
    readonly dispose: unique symbol;
  }
}

/** What `recordTraces()` returns. */
export interface TraceRecorder {
  /** The spans that have ended, in the order in which they started: a parent stands before its children. */
  readonly spans: readonly RecordedSpan[];
  /** The same spans, in the order in which they ended: children mostly stand before their parent. */
  readonly spansByEnd: readonly RecordedSpan[];
  /** The spans that were started and not ended yet. */
  readonly openSpans: readonly RecordedSpan[];
  /** The ended spans that have no recorded parent. */
  readonly roots: readonly RecordedSpan[];

  /** The first ended span that fits, if any. */
  find(query: SpanQuery, partial?: SpanPattern): RecordedSpan | undefined;
  /** All ended spans that fit. */
  findAll(query: SpanQuery, partial?: SpanPattern): readonly RecordedSpan[];
  /** The one ended span that fits. @throws Error with the recorded tree where there is none or more than one. */
  get(query: SpanQuery, partial?: SpanPattern): RecordedSpan;
  /** The ended spans directly below `parent`, given as a span or by what `get` takes. */
  children(parent: RecordedSpan | SpanQuery): readonly RecordedSpan[];
  /** The ended spans of the trace that was started as number `index`, from 0. Empty where there is none. */
  trace(index: number): readonly RecordedSpan[];
  /** The recorded traces as text, open spans included: `formatTrace(traces, options)`. */
  tree(options?: FormatTraceOptions): string;
  /** `src/payment.ts:12`: where a span was started, in the project's own code. */
  startedAt(span: RecordedSpan): string | undefined;

  /**
   * The first span that fits, as soon as it has ended.
   * @param options `timeout` in milliseconds, 1,000 by default; runs on the real clock under fake timers too.
   * @throws Error with the recorded tree when the time is over.
   */
  waitFor(query: SpanQuery, options?: { readonly timeout?: number }): Promise<RecordedSpan>;

  /** The metrics. Their reading throws where `@opentelemetry/sdk-metrics` is not installed. */
  readonly metrics: RecordedMetrics;
  /** The log records so far. @throws Error where `@opentelemetry/sdk-logs` is not installed. */
  readonly logs: readonly RecordedLog[];

  /**
   * Runs `work` so that its spans, and those of everything it starts, are recorded here and nowhere else, whatever
   * other recorders there are. It begins without an active span.
   */
  run<T>(work: () => T): T;

  /** Forgets what was recorded and begins anew, deterministic ids and clock too. Spans that are open stay out. */
  reset(): void;
  /**
   * Ends the recording and, with the last recorder, puts back what was registered before. What was recorded can still
   * be read. A second call does nothing. Both functions may be passed on bare: `afterEach(traces.dispose)`.
   */
  dispose(): void;
  [Symbol.dispose](): void;
}
