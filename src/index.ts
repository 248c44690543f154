export type {
  CallMeasurement,
  CallMetrics,
  CallOutcome,
  DurationOptions,
  InstrumentOptions,
  MeasuredMethod,
} from './call-metrics.js';
export { SpanAttribute } from './decorators/span-attribute.js';
export { Traced } from './decorators/traced.js';
export { TracedClass } from './decorators/traced-class.js';
export { Untraced } from './decorators/untraced.js';
export { addSpanEvent, recordSpanError, setSpanAttributes } from './functions/active-span.js';
export { configureTracing, type TracingSettings } from './functions/configure-tracing.js';
export { defineConvention } from './functions/convention.js';
export { createTracing } from './functions/create-tracing.js';
export { instrument } from './functions/instrument.js';
export { type TraceLogFields, traceLogFields } from './functions/log-fields.js';
export {
  type ExtractOptions,
  extractTraceContext,
  type InjectOptions,
  injectTraceContext,
} from './functions/propagation.js';
export { traced } from './functions/traced.js';
export { isTracingEnabled } from './functions/tracing-enabled.js';
export { type TracingMembers, TracingMixin, type WithTracing } from './functions/tracing-mixin.js';
export { type ActiveSpanOptions, withActiveSpan } from './functions/with-active-span.js';
export { withSpan } from './functions/with-span.js';
export { withSpanAttributes } from './functions/with-span-attributes.js';
export { withTraceId } from './functions/with-trace-id.js';
export type {
  AttributeInput,
  Carrier,
  ClassDecoration,
  ClassOnlyOptions,
  Convention,
  FunctionOptions,
  Instrument,
  ItemOptions,
  MethodDecoration,
  MethodFilter,
  MethodTable,
  MetricsEngine,
  MetricsOptions,
  TraceAttributes,
  TracedClassFactory,
  TracedClassOptions,
  TracedFactory,
  TracedFunctionFactory,
  TracedOptions,
  Tracing,
  TracingOptions,
  WithSpan,
} from './options.js';
