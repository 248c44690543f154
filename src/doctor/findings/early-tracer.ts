import type { Check } from '../evidence.js';
import { dataProperty, hasMethods, isObject } from '../own-data.js';

/** Tracers that were taken before the provider was registered, from a copy of the API that never hears of it. */
export const earlyTracer: Check = ({ provider, registry, heap }) => {
  if (provider === undefined || heap === undefined) return [];
  const names = heap.objects
    .filter(isProxyTracer)
    .filter((tracer) => {
      const source = dataProperty(tracer, '_provider');
      return dataProperty(tracer, '_delegate') === undefined && source !== registry.trace && isSilent(source);
    })
    .map((tracer) => `'${String(dataProperty(tracer, 'name'))}'`);
  if (names.length === 0) return [];
  const list = [...new Set(names)].sort();
  return [
    {
      code: 'early-tracer',
      seen:
        `Taken before the provider was registered, and not reached by it: the tracer${list.length === 1 ? '' : 's'} ` +
        `${list.join(', ')}. Another copy of @opentelemetry/api registered it, or trace.disable() came between.`,
      why:
        'Such a tracer waits for a provider of its own copy and makes no spans, for ever. ' +
        'Decorated methods are not affected: they look for the provider at each call.',
      remedy:
        'Load the set-up before everything else (node --require, node --import), have one copy of @opentelemetry/api, ' +
        'and from 1.10 on load it everywhere by import or everywhere by require: each has its own.',
    },
  ];
};

/** What the API gives as a tracer as long as there is no provider. */
function isProxyTracer(object: object): boolean {
  return hasMethods(object, '_getTracer', 'startSpan') && isObject(dataProperty(object, '_provider'));
}

function isSilent(source: unknown): boolean {
  return isObject(source) && dataProperty(source, '_delegate') === undefined;
}
