import type { Check } from '../evidence.js';

const SETTINGS = Symbol.for('otel-traced.settings.v1');

/** Methods with the option `metrics`, a meter provider, and nothing that measures. */
export const metricsNotEnabled: Check = ({ registry, heap }) => {
  const settings = (globalThis as { [SETTINGS]?: { readonly metrics?: unknown } })[SETTINGS];
  if (heap === undefined || registry.metrics === undefined || settings?.metrics !== undefined) return [];
  const plans = heap.plans.filter(({ needsMetricsEngine }) => needsMetricsEngine);
  if (plans.length === 0) return [];
  const names = plans.map(({ className, memberName }) =>
    className === undefined ? memberName : `${className}.${memberName}`,
  );
  return [
    {
      code: 'metrics-not-enabled',
      seen: `A meter provider is registered and the option 'metrics' is set (${[...new Set(names)].slice(0, 5).join(', ')}), but enableMetrics() was not called.`,
      why: 'These calls are not measured.',
      remedy: "Call enableMetrics() of 'otel-traced/metrics' once, next to the set-up of the meter provider.",
    },
  ];
};
