import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as api from '@opentelemetry/api';
import type { RecordedSpan } from './recorded-span.js';
import { ownFile } from './stack-frames.js';

/** The part of an SDK's trace package that the recorder uses; the same in `sdk-trace` 2 and 3 and `sdk-trace-base` 2. */
export interface TracerProviderConstructor {
  new (options: {
    sampler: unknown;
    idGenerator: { generateTraceId(): string; generateSpanId(): string };
    spanProcessors: {
      onStart(span: RecordedSpan, parentContext: api.Context): void;
      onEnd(span: RecordedSpan): void;
      forceFlush(): Promise<void>;
      shutdown(): Promise<void>;
    }[];
    spanLimits?: object;
    resource?: unknown;
  }): { getTracer(name: string, version?: string, options?: { schemaUrl?: string }): api.Tracer };
}

export interface TraceSdk {
  readonly TracerProvider: TracerProviderConstructor;
  newContextManager(): api.ContextManager;
  /** Loads a package on which the SDK itself depends. */
  require(id: string): unknown;
}

const TRACE_PACKAGES = [
  ['@opentelemetry/sdk-trace', 'TracerProvider'],
  ['@opentelemetry/sdk-trace-base', 'BasicTracerProvider'],
] as const;
const CONTEXT_PACKAGE = '@opentelemetry/context-async-hooks';

/**
 * The SDK, loaded at the first recorder and not when this file is.
 * @throws Error that says what to install where a package is missing.
 */
export function loadTraceSdk(): TraceSdk {
  const found = TRACE_PACKAGES.find(([id]) => canLoad(id));
  const missing = [
    found ? [] : ['@opentelemetry/sdk-trace'],
    canLoad(CONTEXT_PACKAGE) ? [] : [CONTEXT_PACKAGE],
  ].flat();
  if (!found || missing.length > 0) {
    throw new Error(
      `otel-traced/testing records with the OpenTelemetry SDK, and ${missing.join(' and ')} cannot be found here. ` +
        `Install what is missing: ${installCommand(...missing)}` +
        `${found ? '' : ' (an existing @opentelemetry/sdk-trace-base 2 serves as well)'}`,
    );
  }
  const [id, name] = found;
  const TracerProvider = (load(id) as Record<string, TracerProviderConstructor>)[
    name
  ] as TracerProviderConstructor;
  // Gone in SDK 2, whose spans name their parent in another way.
  if ('addSpanProcessor' in TracerProvider.prototype) {
    throw new Error(
      `otel-traced/testing needs version 2 of ${id}, and finds version 1: ${installCommand(id)}`,
    );
  }
  const { AsyncLocalStorageContextManager } = load(CONTEXT_PACKAGE) as Record<
    string,
    new () => api.ContextManager
  >;
  return {
    TracerProvider,
    newContextManager: () => new (AsyncLocalStorageContextManager as new () => api.ContextManager)(),
    require: (dependency) => createRequire(requireThatFinds(id)?.resolve(id) ?? '')(dependency),
  };
}

/** The command that installs packages in the version that goes with the API: SDK 3 begins with API 1.10. */
export function installCommand(...ids: readonly string[]): string {
  const major = (id: string): string => (id.endsWith('logs') ? '@0' : '@2');
  return `npm install --save-dev ${ids.map((id) => ('logs' in api ? id : id + major(id))).join(' ')}`;
}

/** Whether a package is there, without loading it. */
export function canLoad(id: string): boolean {
  return requireThatFinds(id) !== undefined;
}

export function load(id: string): unknown {
  return requireThatFinds(id)?.(id);
}

/** Packages are looked for as this package sees them, then as the folder does in which the tests run. */
function requireThatFinds(id: string): NodeJS.Require | undefined {
  for (const from of [ownFile(), join(process.cwd(), 'package.json')]) {
    try {
      const require = createRequire(from);
      require.resolve(id);
      return require;
    } catch {
      // not there: the next
    }
  }
  return undefined;
}
