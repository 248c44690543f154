import { registeredProvider, usableProvider } from '../context/active-tracer.js';

/**
 * Is a real tracer provider registered now? It says nothing of switches: `configureTracing`, a scope's `enabled`, the
 * environment.
 */
export function isTracingEnabled(): boolean {
  try {
    return registeredProvider() !== undefined && usableProvider() !== undefined;
  } catch {
    return false; // a provider that cannot be asked traces nothing
  }
}
