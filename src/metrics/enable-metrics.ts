import { configureTracing } from '../functions/configure-tracing.js';
import { callMetrics } from './call-metrics.js';

/**
 * Lets the option `metrics` of traced calls measure, in the whole process and from the next call on. To be called once,
 * where the meter provider is set up; `Measured` and metrics given as a value (`rpcMetrics()`) do not need it.
 * `configureTracing({ metrics: undefined })` undoes it.
 */
export function enableMetrics(): void {
  configureTracing({ metrics: callMetrics });
}
