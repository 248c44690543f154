import type { Check } from '../evidence.js';

/** A provider is registered, by a copy of the API whose version this one does not read. */
export const providerOutOfSight: Check = ({ provider, providerIsVisible, registry }) => {
  if (provider === undefined || providerIsVisible) return [];
  return [
    {
      code: 'provider-out-of-sight',
      seen:
        `A tracer provider is registered by @opentelemetry/api ${registry.version ?? 'of an unknown version'}, ` +
        'but the copy of @opentelemetry/api that otel-traced uses does not see it.',
      why:
        'A copy of the API reads what one of the same or a later minor version has registered, never an earlier one. ' +
        'Every decorated method makes the plain call.',
      remedy:
        'Bring all packages to one version of @opentelemetry/api: npm ls @opentelemetry/api shows who asks for which; ' +
        'then npm install @opentelemetry/api@latest and npm dedupe.',
    },
  ];
};
