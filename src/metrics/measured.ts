import { measuredFor } from '../decorators/measured.js';
import type { MeasuredFactory } from '../options.js';
import { callMetrics } from './call-metrics.js';

/**
 * Measures a method: a histogram of the durations of its calls, in seconds, and an up-down counter of those under way;
 * no span. Together with `@Traced` or `@TracedClass` it is one wrapper that does both, and the same as their option
 * `metrics`. The name is the first part of the metrics' names, `traced` by default. The call itself, what it returns and
 * what it throws, is not changed. Without a meter provider it is the plain call.
 *
 * Serves `experimentalDecorators` and standard decorators alike, as `@Measured`, `@Measured()`, `@Measured(name)`,
 * `@Measured(name, options)`, `@Measured(options)` or `@Measured(metrics)`.
 *
 * ```ts
 * class OrderService {
 *   @Measured('orders', { metricAttributes: (order: Order) => ({ 'order.channel': order.channel }) })
 *   async place(order: Order): Promise<Receipt> { … }
 * }
 * ```
 *
 * @throws TypeError where it is put on something that is no method, or where an option is wrong
 */
export const Measured: MeasuredFactory = /* @__PURE__ */ measuredFor(callMetrics);
