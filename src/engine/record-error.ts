import { type Attributes, type Span, SpanStatusCode } from '@opentelemetry/api';
import {
  ATTR_EXCEPTION_MESSAGE,
  ATTR_EXCEPTION_STACKTRACE,
  ATTR_EXCEPTION_TYPE,
  ATTR_OTEL_ERROR_TYPE,
} from '../attributes.js';
import type { Reporter } from '../shared/report.js';
import { settings } from '../shared/settings.js';
import { sanitized, sanitizedText } from '../values/attribute-values.js';
import { describeError, stackTrace } from '../values/describe-error.js';
import { exceptionLogger, logException } from './exception-logs.js';
import { isFirstInTrace } from './recorded-errors.js';

// What `sanitize` gets a status message under, after it got it as the exception's message.
const STATUS_MESSAGE = 'otel.status_description';

/**
 * Adds the exception event, or logs the exception where that is opted for. Not by `span.recordException`: that takes `error.code` for the type, skips what is no
 * error and throws on symbols.
 */
export function recordException(
  span: Span,
  error: unknown,
  exceptions: 'once' | 'every-span',
  reporter: Reporter,
): void {
  const first = isFirstInTrace(error, span.spanContext().traceId);
  if (exceptions === 'once' && !first) return;
  const { type, message } = describeError(error);
  const exception: Attributes = {};
  set(exception, ATTR_EXCEPTION_TYPE, type, reporter);
  set(exception, ATTR_EXCEPTION_MESSAGE, message, reporter);
  set(exception, ATTR_EXCEPTION_STACKTRACE, stackTrace(error), reporter);
  const { exceptionSignals } = settings();
  const logger = exceptionSignals === 'events' ? undefined : exceptionLogger();
  if (logger === undefined || exceptionSignals === 'both') span.addEvent('exception', exception);
  if (logger !== undefined) logException(logger, span, exception);
}

/** Sets the status ERROR with the error's message, and `error.type`. */
export function setErrorStatus(span: Span, error: unknown, reporter: Reporter): void {
  const { type, message } = describeError(error);
  const text = sanitizedText(
    STATUS_MESSAGE,
    sanitizedText(ATTR_EXCEPTION_MESSAGE, message, reporter),
    reporter,
  );
  span.setStatus(
    text === undefined ? { code: SpanStatusCode.ERROR } : { code: SpanStatusCode.ERROR, message: text },
  );
  const value = sanitized(ATTR_OTEL_ERROR_TYPE, type, reporter);
  if (value !== undefined) span.setAttribute(ATTR_OTEL_ERROR_TYPE, value);
}

function set(attributes: Attributes, key: string, text: string | undefined, reporter: Reporter): void {
  const value = sanitized(key, text, reporter);
  if (value !== undefined) attributes[key] = value;
}
