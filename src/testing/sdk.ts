import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Context, ContextManager, Tracer } from '@opentelemetry/api';
import type { RecordedSpan } from './recorded-span.js';
import { ownFile } from './stack-frames.js';

/** The part of an SDK's trace package that the recorder uses; the same in `sdk-trace` 2 and 3 and `sdk-trace-base` 2. */
export interface TracerProviderConstructor {
  new (options: {
    sampler: unknown;
    idGenerator: { generateTraceId(): string; generateSpanId(): string };
    spanProcessors: {
      onStart(span: RecordedSpan, parentContext: Context): void;
      onEnd(span: RecordedSpan): void;
      forceFlush(): Promise<void>;
      shutdown(): Promise<void>;
    }[];
    spanLimits?: object;
    resource?: unknown;
  }): { getTracer(name: string, version?: string, options?: { schemaUrl?: string }): Tracer };
}

export interface TraceSdk {
  readonly TracerProvider: TracerProviderConstructor;
  newContextManager(): ContextManager;
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
        `Install what is missing: npm install --save-dev ${missing.join(' ')}` +
        `${found ? '' : ' (an existing @opentelemetry/sdk-trace-base 2 serves as well)'}`,
    );
  }
  const [id, name] = found;
  const { AsyncLocalStorageContextManager } = load(CONTEXT_PACKAGE) as Record<
    string,
    new () => ContextManager
  >;
  return {
    TracerProvider: (load(id) as Record<string, TracerProviderConstructor>)[
      name
    ] as TracerProviderConstructor,
    newContextManager: () => new (AsyncLocalStorageContextManager as new () => ContextManager)(),
    require: (dependency) => createRequire(requireThatFinds(id)?.resolve(id) ?? '')(dependency),
  };
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
