import { context, diag, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  InMemorySpanExporter,
  type ReadableSpan,
  type Sampler,
  SimpleSpanProcessor,
  type SpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { configureTracing } from 'otel-traced';

interface TracingSetup {
  /** @default everything is sampled */
  sampler?: Sampler;
  /** Processors before the one that collects the spans. */
  processors?: SpanProcessor[];
}

interface TracingInTests {
  /** The spans that ended, in that order. */
  spans(): ReadableSpan[];
  /** The one span of this name; throws where there is none or more than one. */
  find(name: string): ReadableSpan;
  /** The names of the spans that ended, in that order. */
  names(): string[];
  /** The provider of the test that runs. */
  readonly provider: TracerProvider;
}

/** Registers a provider and a context manager before each test of the file, and takes them away after it. */
export function useTracing({ sampler, processors = [] }: TracingSetup = {}): TracingInTests {
  let exporter: InMemorySpanExporter;
  let provider: TracerProvider;
  let contextManager: AsyncLocalStorageContextManager;

  beforeEach(() => {
    resetTracing();
    exporter = new InMemorySpanExporter();
    const collecting = new SimpleSpanProcessor({ exporter });
    provider = new TracerProvider({ sampler, spanProcessors: [...processors, collecting] });
    contextManager = new AsyncLocalStorageContextManager();
    trace.setGlobalTracerProvider(provider);
    context.setGlobalContextManager(contextManager.enable());
  });

  afterEach(async () => {
    resetTracing();
    contextManager.disable();
    await provider.shutdown();
  });

  const spans = () => exporter.getFinishedSpans();
  const names = () => spans().map((span) => span.name);
  const find = (name: string) => {
    const [span, ...more] = spans().filter((each) => each.name === name);
    if (span === undefined || more.length > 0) {
      throw new Error(`Expected one span named '${name}'; there are: ${names().join(', ') || 'none'}.`);
    }
    return span;
  };
  return {
    spans,
    names,
    find,
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
  });
}
