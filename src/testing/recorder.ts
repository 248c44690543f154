import { context, trace } from '@opentelemetry/api';
import { describeRecording } from './describe-recording.js';
import { describeValue } from './describe-value.js';
import { type FormatTraceOptions, formatTrace } from './format-trace.js';
import { hub, withMark } from './hub.js';
import type { SdkRecorder } from './live-recorder.js';
import type { Membership } from './membership.js';
import { openSpansError } from './open-spans.js';
import { isRecordedSpan, type RecordedSpan } from './recorded-span.js';
import type { RecordedLog } from './recorder-logs.js';
import type { RecordedMetrics } from './recorder-metrics.js';
import type { SpanPattern } from './span-pattern.js';
import { findSpans, fitting, type SpanQuery } from './span-query.js';
import { spanForest } from './span-tree.js';
import type { TraceRecorder } from './trace-recorder.js';
import { waitForSpan } from './wait-for-span.js';

// Missing on the first releases of Node 20; what compiles `using` down looks for the registered symbol then.
const DISPOSE: typeof Symbol.dispose = Symbol.dispose ?? Symbol.for('Symbol.dispose');

/** The reading side of a recorder. */
export class Recorder implements TraceRecorder {
  declare readonly [Symbol.dispose]: () => void;

  constructor(
    private readonly live: SdkRecorder,
    private readonly membership: Membership,
    private readonly failOnOpenSpans: boolean,
  ) {
    Object.defineProperty(this, DISPOSE, { value: this.dispose });
  }

  get spans(): readonly RecordedSpan[] {
    return this.live.log.endedSpans;
  }

  get spansByEnd(): readonly RecordedSpan[] {
    return this.live.log.spansByEnd;
  }

  get openSpans(): readonly RecordedSpan[] {
    return this.live.log.openSpans;
  }

  get roots(): readonly RecordedSpan[] {
    return spanForest(this.spans).map((node) => node.span);
  }

  get metrics(): RecordedMetrics {
    return this.live.metrics;
  }

  get logs(): readonly RecordedLog[] {
    return this.live.logs.records;
  }

  find(query: SpanQuery, partial?: SpanPattern): RecordedSpan | undefined {
    return this.findAll(query, partial)[0];
  }

  findAll(query: SpanQuery, partial?: SpanPattern): readonly RecordedSpan[] {
    // Parents are looked up among open spans too.
    return findSpans(this.live.log.all, query, partial).filter((span) => span.ended);
  }

  get(query: SpanQuery, partial?: SpanPattern): RecordedSpan {
    const found = this.findAll(query, partial);
    if (found.length === 1) return found[0] as RecordedSpan;
    throw this.error(
      `${found.length || 'No'} ended spans fit ${describeValue(query)}; get() takes exactly one.`,
    );
  }

  children(parent: RecordedSpan | SpanQuery): readonly RecordedSpan[] {
    const { spanId, traceId } = (isRecordedSpan(parent) ? parent : this.get(parent)).spanContext();
    return this.spans.filter(
      ({ parentSpanContext }) =>
        parentSpanContext?.spanId === spanId && parentSpanContext.traceId === traceId,
    );
  }

  trace(index: number): readonly RecordedSpan[] {
    const ids = [...new Set(this.live.log.all.map((span) => span.spanContext().traceId))];
    return this.spans.filter((span) => span.spanContext().traceId === ids.at(index));
  }

  tree(options?: FormatTraceOptions): string {
    return formatTrace(this, options);
  }

  startedAt(span: RecordedSpan): string | undefined {
    return this.live.log.startedAt(span);
  }

  async waitFor(
    query: SpanQuery,
    { timeout = 1_000 }: { readonly timeout?: number } = {},
  ): Promise<RecordedSpan> {
    const { log } = this.live;
    fitting(log.all, query); // what is no query is refused now and not at the end of some span
    const onTimeout = (): Error =>
      this.error(`No span that fits ${describeValue(query)} ended within ${timeout} ms.`);
    return waitForSpan(log, (span) => fitting(log.all, query)(span), timeout, onTimeout);
  }

  run<T>(work: () => T): T {
    const { mark } = this.membership;
    if (!mark.recorder) throw new Error('This recorder is disposed: call recordTraces() for a new one.');
    const clean = withMark(trace.deleteSpan(context.active()), mark);
    return hub().flow.run(mark, () => context.with(clean, work));
  }

  readonly reset = (): void => this.live.reset();

  readonly dispose = (): void => {
    const wasRecording = this.membership.mark.recorder !== undefined;
    this.membership.leave();
    this.live.leave();
    const { openSpans } = this;
    if (wasRecording && this.failOnOpenSpans && openSpans.length > 0) {
      throw openSpansError(openSpans, (span) => this.startedAt(span));
    }
  };

  private error(problem: string): Error {
    return new Error(`${problem}\n\n${describeRecording(this.live.log.all)}`);
  }
}
