/** What a printed tree shows. */
export interface SpanTreeOptions {
  /**
   * Failed spans and exceptions in red, by ANSI escapes.
   * @default false for `formatSpanTree`; for `TraceTreeExporter` whether the terminal has colours
   */
  readonly colors?: boolean;
  /**
   * Attributes of spans, events and links: all, none, or those whose key passes. An exception's type and message stay.
   * @default true
   */
  readonly attributes?: boolean | ((key: string) => boolean);
  /**
   * Events, exceptions among them.
   * @default true
   */
  readonly events?: boolean;
  /**
   * Links, by the first eight digits of trace and span id.
   * @default true
   */
  readonly links?: boolean;
  /**
   * How many frames of an exception's stack are printed below it.
   * @default 0
   */
  readonly stackFrames?: number;
  /**
   * Durations of spans and the distance of events from their span's start, in milliseconds.
   * @default true
   */
  readonly times?: boolean;
  /**
   * The trace id below each root, to find the trace in logs and other tools.
   * @default false
   */
  readonly traceIds?: boolean;
}
