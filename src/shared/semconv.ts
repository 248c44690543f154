import { environment, type SemconvMode, settings } from './settings.js';

/**
 * What the process asks for: `configureTracing({ semconv })`, else `OTEL_SEMCONV_STABILITY_OPT_IN` with the signal
 * (`database`: stable) or its `/dup` (`database/dup`: both, which wins). `undefined` where nothing is said.
 */
export function semconvFor(signal: string): SemconvMode | undefined {
  const { semconv } = settings();
  if (semconv !== undefined) return semconv;
  const asked = environment('OTEL_SEMCONV_STABILITY_OPT_IN').split(',');
  const values = asked.map((value) => value.trim());
  if (values.includes(`${signal}/dup`)) return 'both';
  return values.includes(signal) ? 'stable' : undefined;
}
