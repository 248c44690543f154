import { type Context, context } from '@opentelemetry/api';
import { recorderFor, type Scope } from './hub.js';
import type { Logger, LoggerProvider } from './logs-api.js';

/** The logger provider that stands in the process: it hands each record to the recorder whose it is. */
export function newRoutingLoggerProvider(previous: LoggerProvider | undefined): LoggerProvider {
  return { getLogger: (...scope) => new RoutingLogger(scope, previous) };
}

class RoutingLogger implements Logger {
  constructor(
    private readonly scope: Scope,
    private readonly previous: LoggerProvider | undefined,
  ) {}

  emit(record: { readonly context?: Context }): void {
    this.loggerFor(record.context)?.emit(record);
  }

  enabled(options: { context?: Context } = {}): boolean {
    const logger = this.loggerFor(options.context);
    return logger !== undefined && (logger.enabled?.(options) ?? true);
  }

  private loggerFor(parent: Context = context.active()): Logger | undefined {
    return recorderFor(parent)?.logger(...this.scope) ?? this.previous?.getLogger(...this.scope);
  }
}
