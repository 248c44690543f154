import type { Check } from '../evidence.js';

/** More than one copy of the API is loaded. The two builds of one copy, for import and for require, count as one. */
export const apiCopies: Check = ({ packages }) => {
  const copies = packages.filter(({ name }) => name === '@opentelemetry/api');
  if (copies.length < 2) return [];
  const versions = new Set(copies.map(({ version }) => version));
  return [
    {
      code: 'api-copies',
      seen: `${copies.length} copies of @opentelemetry/api are loaded: ${copies
        .map(({ version, folder }) => `${version} in ${folder}`)
        .join(', ')}.`,
      why:
        versions.size > 1
          ? 'What one version registers another may not see, and registrations of different versions are refused: ' +
            'spans, parents or propagation are missing.'
          : 'Tracers that one copy gave before the other registered the provider make no spans, for ever.',
      remedy:
        'Have one: npm ls @opentelemetry/api shows who asks for which; make it a peer dependency of your own packages, ' +
        'then npm dedupe, or "overrides" in package.json.',
    },
  ];
};
