import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  InMemorySpanExporter,
  type ReadableSpan,
  type Sampler,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';

let exporter = new InMemorySpanExporter();

/** Registers a real SDK that keeps its spans, with the propagators that Node's SDK registers. */
export function startRecording(sampler?: Sampler): void {
  stopRecording();
  exporter = new InMemorySpanExporter();
  const propagators = [new W3CTraceContextPropagator(), new W3CBaggagePropagator()];
  propagation.setGlobalPropagator(new CompositePropagator({ propagators }));
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(
    new TracerProvider({ sampler, spanProcessors: [new SimpleSpanProcessor({ exporter })] }),
  );
}

export function stopRecording(): void {
  trace.disable();
  context.disable();
  propagation.disable();
}

/** The spans that have ended, in the order of their ends. */
export function endedSpans(): ReadableSpan[] {
  return exporter.getFinishedSpans();
}

/** The one ended span of that name. */
export function spanNamed(name: string): ReadableSpan {
  const found = endedSpans().filter((span) => span.name === name);
  if (found.length !== 1)
    throw new Error(`expected one span ${name}, there are ${found.length}: ${spanNames()}`);
  return found[0] as ReadableSpan;
}

export function spanNames(): string[] {
  return endedSpans().map((span) => span.name);
}
