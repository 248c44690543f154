export interface SetUp {
  /** Expressions for the provider's options. */
  readonly spanProcessors?: string;
  readonly sampler?: string;
  /** Statements in place of the usual ones. */
  readonly provider?: string;
  readonly contextManager?: string;
  readonly propagator?: string;
}

/** What a healthy application loads first, as CommonJS, with what is named in place of the usual. */
export function setUp({
  spanProcessors = `[new BatchSpanProcessor({ exporter: new InMemorySpanExporter() })]`,
  sampler = 'new AlwaysOnSampler()',
  provider = `trace.setGlobalTracerProvider(new TracerProvider({ sampler: ${sampler}, spanProcessors: ${spanProcessors} }));`,
  contextManager = 'context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());',
  propagator = 'propagation.setGlobalPropagator(new W3CTraceContextPropagator());',
}: SetUp = {}): string {
  return `
    const { context, propagation, trace } = require('@opentelemetry/api');
    const { AsyncLocalStorageContextManager } = require('@opentelemetry/context-async-hooks');
    const { W3CTraceContextPropagator } = require('@opentelemetry/core');
    const sdk = require('@opentelemetry/sdk-trace');
    const { AlwaysOnSampler, BatchSpanProcessor, InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } = sdk;
    ${contextManager}
    ${propagator}
    ${provider}
  `;
}

/** The packages that it takes. */
export const SDK = {
  '@opentelemetry/api': '@opentelemetry/api',
  '@opentelemetry/core': '@opentelemetry/core',
  '@opentelemetry/context-async-hooks': '@opentelemetry/context-async-hooks',
  '@opentelemetry/sdk-trace': '@opentelemetry/sdk-trace',
};
