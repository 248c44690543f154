import type { Check } from '../evidence.js';
import { dataProperty, hasMethods, isObject } from '../own-data.js';

/** Tracers created before the provider was registered, by a copy of the API that isn't notified of it. */
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
        `Created before the provider was registered, and not connected to it: the tracer${list.length === 1 ? '' : 's'} ` +
        `${list.join(', ')}. Another copy of @opentelemetry/api registered the provider, or trace.disable() was called in between.`,
      why:
        'Such a tracer waits for a provider of its own copy and never makes spans. ' +
        'Decorated methods are not affected: they look for the provider at each call.',
      remedy:
        'Load the set-up before everything else (node --require, node --import), have one copy of @opentelemetry/api, ' +
        'and from 1.10 on load it everywhere by import or everywhere by require: each has its own.',
    },
  ];
};

/** Whether it is the tracer that the API returns while there is no provider. */
function isProxyTracer(object: object): boolean {
  return hasMethods(object, '_getTracer', 'startSpan') && isObject(dataProperty(object, '_provider'));
}

function isSilent(source: unknown): boolean {
  return isObject(source) && dataProperty(source, '_delegate') === undefined;
}
