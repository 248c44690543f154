import { type Attributes, type Context, ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api';
import { VERSION } from '../shared/version.js';

interface Logger {
  emit(record: {
    eventName: string;
    severityNumber: number;
    severityText: string;
    attributes: Attributes;
    context: Context;
  }): void;
}

interface LoggerProvider {
  getLogger(name: string, version?: string): Logger;
}

// Where `@opentelemetry/api-logs`, and the API itself from 1.10 on, keep what was registered. To import the package
// would make it a dependency of everybody, for what few applications have.
const LOGS_API = Symbol.for('io.opentelemetry.js.api.logs');
const API = Symbol.for('opentelemetry.js.api.1');
const LOGS_API_VERSION = 1;

const slots = globalThis as {
  readonly [LOGS_API]?: (version: number) => LoggerProvider;
  readonly [API]?: { readonly logs?: LoggerProvider };
};

const SEVERITY_ERROR = 17;

/** The logger for exceptions; `undefined` where no logger provider is registered. */
export function exceptionLogger(): Logger | undefined {
  const provider = slots[LOGS_API]?.(LOGS_API_VERSION) ?? slots[API]?.logs;
  return provider?.getLogger('otel-traced', VERSION);
}

/** Logs an exception by the semantic conventions, in the span's context. */
export function logException(logger: Logger, span: Span, attributes: Attributes): void {
  logger.emit({
    eventName: 'exception',
    severityNumber: SEVERITY_ERROR,
    severityText: 'ERROR',
    attributes,
    context: trace.setSpan(ROOT_CONTEXT, span),
  });
}
