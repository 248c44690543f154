import {
  type HrTime,
  ROOT_CONTEXT,
  type Span,
  type SpanOptions,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { TraceTreeExporter, type TraceTreeExporterOptions } from 'otel-traced/console';

/** Milliseconds after an arbitrary fixed moment. */
export function at(milliseconds: number): HrTime {
  const seconds = Math.floor(milliseconds / 1000);
  return [1_700_000_000 + seconds, Math.round((milliseconds - seconds * 1000) * 1e6)];
}

const REMOTE = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', traceFlags: 1 };
export const remoteParent = { ...REMOTE, spanId: '00f067aa0ba902b7', isRemote: true };
export const lostParent = { ...REMOTE, spanId: 'deadbeef0ba902b7', isRemote: false };

type Start = SpanOptions & { readonly parent?: Span | typeof remoteParent };

/** Starts spans at a fixed moment, below an explicit parent or none. */
export function spanStarter(tracer: Tracer) {
  return (name: string, { parent, ...spanOptions }: Start = {}): Span => {
    const parentContext = parent && ('spanContext' in parent ? parent.spanContext() : parent);
    const context = parentContext ? trace.setSpanContext(ROOT_CONTEXT, parentContext) : ROOT_CONTEXT;
    return tracer.startSpan(name, { startTime: at(0), ...spanOptions }, context);
  };
}

/** A real tracer of the SDK behind the exporter under test, and what was written, one entry a call. */
export function tracePrinter(options: TraceTreeExporterOptions = {}) {
  const written: string[] = [];
  const exporter = new TraceTreeExporter({ write: (text) => written.push(text), ...options });
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  return { exporter, provider, start: spanStarter(provider.getTracer('console')), written };
}

/** Spans as the SDK hands them to an exporter. */
export function finishedSpans(make: (start: ReturnType<typeof spanStarter>) => void) {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  make(spanStarter(provider.getTracer('console')));
  return exporter.getFinishedSpans();
}
