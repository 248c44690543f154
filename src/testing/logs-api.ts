import * as api from '@opentelemetry/api';
import { canLoad, load } from './sdk.js';

/** A logger of `@opentelemetry/api-logs`, or of the API itself from 1.10 on. */
export interface Logger {
  emit(record: { readonly context?: api.Context }): void;
  enabled?(options?: { context?: api.Context }): boolean;
}

export interface LoggerProvider {
  getLogger(name: string, version?: string, options?: { schemaUrl?: string }): Logger;
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
