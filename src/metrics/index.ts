export type {
  CallMeasurement,
  CallMetrics,
  CallOutcome,
  DurationOptions,
  InstrumentOptions,
  MeasuredMethod,
} from '../call-metrics.js';
export type { MeasuredFactory, MeasuredOptions, MetricsEngine, MetricsOptions } from '../types.js';
export { callMetrics } from './call-metrics.js';
export { enableMetrics } from './enable-metrics.js';
export { Measured } from './measured.js';
