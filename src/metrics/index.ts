export type {
  CallMeasurement,
  CallMetrics,
  CallOutcome,
  DurationOptions,
  InstrumentOptions,
  MeasuredMethod,
} from '../call-metrics.js';
export type { MeasuredFactory, MeasuredOptions, MetricsEngine, MetricsOptions } from '../options.js';
export type { RpcSemconv } from '../shared/rpc-semconv.js';
export { callMetrics } from './call-metrics.js';
export { enableMetrics } from './enable-metrics.js';
export {
  type BusHandler,
  type BusMessage,
  type DescribeMessages,
  type EventBusMetrics,
  type EventBusMetricsOptions,
  type EventBusSnapshot,
  eventBusMetrics,
} from './event-bus-metrics.js';
export { Measured } from './measured.js';
export { type RpcMetrics, type RpcMetricsOptions, type RpcSnapshot, rpcMetrics } from './rpc-metrics.js';
export {
  SUBSCRIPTION_STATES,
  type SubscriptionMetrics,
  type SubscriptionSnapshot,
  type SubscriptionState,
  subscriptionMetrics,
} from './subscription-metrics.js';
