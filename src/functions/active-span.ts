import { type Span, trace } from '@opentelemetry/api';
import { recordException, setErrorStatus } from '../engine/record-error.js';
import type { TraceAttributes } from '../options.js';
import { type Reporter, reporterOf } from '../shared/report.js';
import { spanAttributes } from '../values/attribute-values.js';

/** Sets attributes on the active span. Without one that records it does nothing. */
export function setSpanAttributes(attributes: TraceAttributes): void {
  onActiveSpan('setSpanAttributes', (span, reporter) =>
    span.setAttributes(spanAttributes(attributes, reporter)),
  );
}

/** Adds an event to the active span. Without one that records it does nothing. */
export function addSpanEvent(name: string, attributes?: TraceAttributes): void {
  onActiveSpan('addSpanEvent', (span, reporter) => span.addEvent(name, spanAttributes(attributes, reporter)));
}

/**
 * Records an error on the active span: status ERROR with its message, `error.type` and, once in a trace for the same
 * error object, an exception event. Without a span that records it does nothing.
 */
export function recordSpanError(error: unknown): void {
  onActiveSpan('recordSpanError', (span, reporter) => {
    setErrorStatus(span, error, reporter);
    recordException(span, error, 'once', reporter);
  });
}

function onActiveSpan(caller: string, action: (span: Span, reporter: Reporter) => void): void {
  const reporter = reporterOf(caller);
  try {
    const span = trace.getActiveSpan();
    if (span?.isRecording()) action(span, reporter);
  } catch (error) {
    reporter.report(error);
  }
}
