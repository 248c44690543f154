import { environment, type SemconvMode, settings } from './settings.js';

/**
 * Which attribute names a convention uses: by its option (`'seed'` is a deprecated name of `'legacy'`), else by
 * `configureTracing({ semconv })`, else by `OTEL_SEMCONV_STABILITY_OPT_IN` with the signal (`database`: stable) or its
 * `/dup` (`database/dup`: both, which wins). `undefined` if none of them is set.
 */
export function semconvFor(
  signal: 'database' | 'messaging' | 'rpc',
  option?: SemconvMode | 'seed',
): SemconvMode | undefined {
  if (option !== undefined) return option === 'seed' ? 'legacy' : option;
  const { semconv } = settings();
  if (semconv !== undefined) return semconv;
  const asked = environment('OTEL_SEMCONV_STABILITY_OPT_IN').split(',');
  const values = asked.map((value) => value.trim());
  if (values.includes(`${signal}/dup`)) return 'both';
  return values.includes(signal) ? 'stable' : undefined;
}
