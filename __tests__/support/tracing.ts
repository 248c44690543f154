import {
  context,
  diag,
  metrics,
  type ProxyTracerProvider,
  propagation,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import { AlwaysOnSampler, ParentBasedSampler } from '@opentelemetry/sdk-trace';
import { configureTracing } from 'otel-traced';
import { type RecordedSpan, type RecordOptions, recordTraces, type TraceRecorder } from 'otel-traced/testing';
import { spanMatchers } from 'otel-traced/testing/jest';

expect.extend(spanMatchers);

interface TracingInTests {
  /** The spans that ended, in that order. */
  spans(): readonly RecordedSpan[];
  /** The one span of this name; throws where there is none or more than one. */
  find: TraceRecorder['get'];
  /** The span of this name, as soon as it has ended. */
  waitFor: TraceRecorder['waitFor'];
  /** The names of the spans that ended, in that order. */
  names(): string[];
  /** How many spans are open; with this the test may leave them so. */
  leaveOpen(): number;
  /** All of it as text. */
  tree: TraceRecorder['tree'];
  /** The provider of the test that runs. */
  readonly provider: TracerProvider;
}

/** Records each test of the file, which fails where it leaves a span open that it did not let go. */
export function useTracing(options: RecordOptions = {}): TracingInTests {
  let traces: TraceRecorder;
  let provider: TracerProvider;

  beforeEach(() => {
    resetTracing();
    // The SDK's own sampling: what has an unsampled parent is not recorded, as in an application.
    const sampler = new ParentBasedSampler({ root: new AlwaysOnSampler() });
    traces = recordTraces({ failOnOpenSpans: true, sampler, ...options });
    provider = (trace.getTracerProvider() as ProxyTracerProvider).getDelegate();
    // A test that needs a propagator or a meter provider names it.
    propagation.disable();
    metrics.disable();
  });

  afterEach(() => {
    resetTracing();
    traces.dispose();
  });

  const spans = () => traces.spansByEnd;
  return {
    spans,
    names: () => spans().map(({ name }) => name),
    find: (...query) => traces.get(...query),
    waitFor: (...query) => traces.waitFor(...query),
    leaveOpen: () => {
      const { length } = traces.openSpans;
      traces.reset();
      return length;
    },
    tree: (format) => traces.tree(format),
    get provider() {
      return provider;
    },
  };
}

/** Nothing is registered and configured, as in a process that has just begun. */
export function resetTracing(): void {
  trace.disable();
  context.disable();
  propagation.disable();
  diag.disable();
  configureTracing({
    enabled: undefined,
    exclude: undefined,
    sanitize: undefined,
    onInternalError: undefined,
    isError: undefined,
    semconv: undefined,
  });
}
