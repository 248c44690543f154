import type { MeasuredMethod } from '../call-metrics.js';

/** The meter of metrics that belong to a component and not to one traced method. */
export const COMPONENT_SCOPE: MeasuredMethod['scope'] = { name: 'otel-traced' };
