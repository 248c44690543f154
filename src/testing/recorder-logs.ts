import type { HrTime, SpanContext } from '@opentelemetry/api';
import type { Scope } from './hub.js';
import type { Logger, LoggerProvider } from './logs-api.js';
import { canLoad, installCommand, load } from './sdk.js';

/** A log record as it was emitted: the SDK's own object (its `ReadableLogRecord`). */
export interface RecordedLog {
  readonly body?: unknown;
  readonly severityNumber?: number;
  readonly severityText?: string;
  readonly eventName?: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** The span that was active, which is how a log finds its trace. */
  readonly spanContext?: SpanContext;
  readonly hrTime: HrTime;
  readonly instrumentationScope: { readonly name: string; readonly version?: string };
}

interface LogsSdk {
  readonly LoggerProvider: new (options: {
    processors: {
      onEmit(record: RecordedLog): void;
      forceFlush(): Promise<void>;
      shutdown(): Promise<void>;
    }[];
  }) => LoggerProvider;
}

const PACKAGE = '@opentelemetry/sdk-logs';

export class RecorderLogs {
  private readonly emitted: RecordedLog[] = [];
  private provider: LoggerProvider | undefined;

  /** @throws Error that says what to install where the logs SDK is missing. */
  get records(): readonly RecordedLog[] {
    requirePackage();
    return [...this.emitted];
  }

  logger(...scope: Scope): Logger {
    this.provider ??= newLoggerProvider((record) => this.emitted.push(record));
    return this.provider.getLogger(...scope);
  }

  reset(): void {
    this.emitted.length = 0;
  }
}

function newLoggerProvider(onEmit: (record: RecordedLog) => void): LoggerProvider {
  requirePackage();
  const done = (): Promise<void> => Promise.resolve();
  const { LoggerProvider } = load(PACKAGE) as LogsSdk;
  return new LoggerProvider({ processors: [{ onEmit, forceFlush: done, shutdown: done }] });
}

function requirePackage(): void {
  if (canLoad(PACKAGE)) return;
  throw new Error(
    `traces.logs needs the logs SDK. Install it: ${installCommand(PACKAGE, '@opentelemetry/api-logs')}`,
  );
}
