import type { Check } from '../evidence.js';
import { typeName } from '../own-data.js';

/** A processor that exports each span on its own, where `NODE_ENV` is `production`. */
export const simpleProcessorInProduction: Check = ({ sdk, env }) => {
  const simple = sdk.processors.filter(isSimple);
  if (env.NODE_ENV !== 'production' || simple.length === 0) return [];
  const exporters = simple.map((processor) => (processor as WithExporter)._exporter).map(typeName);
  return [
    {
      code: 'simple-processor-in-production',
      seen: `NODE_ENV is production, and a SimpleSpanProcessor exports by ${exporters.join(', ')}.`,
      why: 'It exports every span on its own, when it ends: a request a span, and what waits is not limited.',
      remedy:
        'Use a BatchSpanProcessor, which sends many at once, and call shutdown() before the process ends.',
    },
  ];
};

interface WithExporter {
  readonly _exporter: object;
}

/** By its name; where a bundler took that, by having an exporter and no queue. */
function isSimple(processor: object): boolean {
  if (!Object.hasOwn(processor, '_exporter')) return false;
  return typeName(processor) === 'SimpleSpanProcessor' || !Object.hasOwn(processor, '_maxQueueSize');
}
