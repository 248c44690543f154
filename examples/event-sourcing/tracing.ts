import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { TraceTreeExporter } from 'otel-traced/console';

/** Whether traces that begin in this process are sampled. Those that begin elsewhere are as they were there. */
const sampling = { on: true };

/** Said so often that the trees are easier to read without; `--all-attributes` shows them. */
const QUIET =
  /^db\.(namespace|operation)|^eventsource\.(event\.id|position|readmodel\.)|^messaging\.(message|operation)/;

/** Registers a provider that prints each trace as a tree, and W3C's format for what goes to other processes. */
export function startTracing(allAttributes = false): TracerProvider {
  const off = new AlwaysOffSampler();
  const on = new AlwaysOnSampler();
  const root = {
    shouldSample: () => (sampling.on ? on : off).shouldSample(),
    toString: () => 'Switched',
  };
  const attributes = allAttributes || ((key: string) => !QUIET.test(key));
  const provider = new TracerProvider({
    sampler: new ParentBasedSampler({ root }),
    spanProcessors: [new SimpleSpanProcessor({ exporter: new TraceTreeExporter({ attributes }) })],
  });
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  return provider;
}

/** Does something whose traces nobody wants to see. */
export async function unsampled<T>(work: () => Promise<T>): Promise<T> {
  sampling.on = false;
  try {
    return await work();
  } finally {
    sampling.on = true;
  }
}
