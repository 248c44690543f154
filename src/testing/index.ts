export { expectSpans, type SpanExpectation } from './expect-spans.js';
export { failOnOpenSpans, type TestHooks } from './fail-on-open-spans.js';
export type { FailurePattern } from './failure.js';
export { type FakeTracing, fakeTracing } from './fake-tracing.js';
export { type FormatTraceOptions, formatTrace } from './format-trace.js';
export type { TextPattern } from './match-value.js';
export type { SpanTree, SpanTreeOptions } from './matchers/span-tree-pattern.js';
export type { RecordOptions } from './record-options.js';
export { recordTraces } from './record-traces.js';
export type { RecordedEvent, RecordedSpan, SpanSource } from './recorded-span.js';
export type { RecordedLog } from './recorder-logs.js';
export type {
  RecordedHistogram,
  RecordedMetric,
  RecordedMetrics,
  RecordedPoint,
} from './recorder-metrics.js';
export type { RecordSampler, RecordSpanLimits } from './recorder-tracer-provider.js';
export type { SpanMatchers } from './span-matchers.js';
export type { AttributesPattern, EventPattern, SpanPattern } from './span-pattern.js';
export type { SpanQuery } from './span-query.js';
export type { SpanReference } from './span-reference.js';
export type { TraceRecorder } from './trace-recorder.js';
export { traceSerializer } from './trace-serializer.js';
