import { context, metrics, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type ReadableSpan,
  TracerProvider,
} from '@opentelemetry/sdk-trace';

const propagators = {
  w3c: () => new W3CTraceContextPropagator(),
  b3: () => new B3Propagator(),
  b3multi: () => new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER }),
};

/**
 * Tracing and metrics of this process, set up by PROPAGATOR (`w3c`, `b3`, `b3multi`) and SAMPLED (`no`: what begins here
 * is not sampled). Each span is printed as a line when it has ended. What it returns prints the metrics and ends them.
 */
export function setUp(): () => Promise<void> {
  const { PROPAGATOR = 'w3c', SAMPLED } = process.env;
  const root = SAMPLED === 'no' ? new AlwaysOffSampler() : new AlwaysOnSampler();
  trace.setGlobalTracerProvider(
    new TracerProvider({
      sampler: new ParentBasedSampler({ root }),
      spanProcessors: [
        { onStart: () => {}, onEnd: printSpan, forceFlush: async () => {}, shutdown: async () => {} },
      ],
    }),
  );
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(propagators[PROPAGATOR as keyof typeof propagators]());

  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const provider = new MeterProvider({ readers: [reader] });
  metrics.setGlobalMeterProvider(provider);
  return async () => {
    await reader.forceFlush();
    for (const { scopeMetrics } of exporter.getMetrics().slice(-1)) {
      for (const { descriptor, dataPoints } of scopeMetrics.flatMap((scope) => scope.metrics)) {
        for (const { attributes, value } of dataPoints) {
          const count = typeof value === 'number' ? value : (value as { count: number }).count;
          print('metric', { name: descriptor.name, attributes, count });
        }
      }
    }
    await provider.shutdown();
  };
}

/** Prints a line that says what it is and holds JSON. */
export function print(what: string, value: unknown): void {
  console.log(`${what} ${JSON.stringify(value)}`);
}

function printSpan(span: ReadableSpan): void {
  print('span', {
    name: span.name,
    kind: SpanKind[span.kind],
    traceId: span.spanContext().traceId,
    spanId: span.spanContext().spanId,
    parentSpanId: span.parentSpanContext?.spanId,
    status: SpanStatusCode[span.status.code],
    attributes: span.attributes,
    events: span.events.map(({ name }) => name),
  });
}
