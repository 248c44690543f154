import { type TracerProvider, trace } from '@opentelemetry/api';
import { isObject, typeName } from './own-data.js';

// Where every copy of the OpenTelemetry API, of every 1.x version, keeps what was registered.
const REGISTRY = Symbol.for('opentelemetry.js.api.1');

interface MaybeProxy extends Pick<TracerProvider, 'getTracer'> {
  readonly getDelegate?: () => unknown;
}

export interface ApiRegistry {
  /** The version of the copy that registered first. */
  readonly version?: string;
  readonly trace?: MaybeProxy;
  readonly context?: object;
  readonly propagation?: object;
  readonly metrics?: object;
}

/** What was registered with the OpenTelemetry API, by any of its copies, whether or not this copy can see it. */
export function apiRegistry(): ApiRegistry {
  return (globalThis as { [REGISTRY]?: ApiRegistry })[REGISTRY] ?? {};
}

/** The registered provider; `undefined` if there is none, or one that does nothing. */
export function registeredProvider(): object | undefined {
  const provider = behindProxy(apiRegistry().trace);
  return provider !== undefined && typeName(provider) === 'NoopTracerProvider' ? undefined : provider;
}

/** The provider that this copy of the API returns, to the decorators too if they use the same copy. */
export function visibleProvider(): object | undefined {
  return behindProxy(trace.getTracerProvider());
}

// The API registers a proxy, which exists before its provider.
function behindProxy(provider: MaybeProxy | undefined): object | undefined {
  if (typeof provider?.getDelegate !== 'function') return provider;
  const delegate = provider.getDelegate();
  return isObject(delegate) ? delegate : undefined;
}
