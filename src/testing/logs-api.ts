import * as api from '@opentelemetry/api';
import { recorderFor, type Scope } from './hub.js';
import { canLoad, load } from './sdk.js';

/** A logger of `@opentelemetry/api-logs`, or of the API itself from 1.10 on. */
export interface Logger {
  emit(record: { readonly context?: api.Context }): void;
  enabled?(options?: { context?: api.Context }): boolean;
}

export interface LoggerProvider {
  getLogger(...scope: Scope): Logger;
}

interface LogsApi {
  getLoggerProvider(): LoggerProvider;
  setGlobalLoggerProvider(provider: LoggerProvider): unknown;
  disable(): void;
}

/** Every logs API that is there: applications on SDK 2 use the package, those on SDK 3 the API itself. */
export function logsApis(): LogsApi[] {
  const built = (api as { logs?: LogsApi }).logs;
  const apart = canLoad('@opentelemetry/api-logs')
    ? (load('@opentelemetry/api-logs') as { logs: LogsApi }).logs
    : undefined;
  return [...new Set([built, apart])].filter((found) => found !== undefined);
}

/** The logger provider that stands in the process: it hands each record to the recorder whose it is. */
export function newRoutingLoggerProvider(previous: LoggerProvider | undefined): LoggerProvider {
  return { getLogger: (...scope) => new RoutingLogger(scope, previous) };
}

class RoutingLogger implements Logger {
  constructor(
    private readonly scope: Scope,
    private readonly previous: LoggerProvider | undefined,
  ) {}

  emit(record: { readonly context?: api.Context }): void {
    this.loggerFor(record.context)?.emit(record);
  }

  enabled(options: { context?: api.Context } = {}): boolean {
    const logger = this.loggerFor(options.context);
    return logger !== undefined && (logger.enabled?.(options) ?? true);
  }

  private loggerFor(context: api.Context = api.context.active()): Logger | undefined {
    return recorderFor(context)?.logger(...this.scope) ?? this.previous?.getLogger(...this.scope);
  }
}
