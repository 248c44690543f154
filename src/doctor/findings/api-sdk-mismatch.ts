import type { Check } from '../evidence.js';
import { resolvedFrom } from '../loaded-packages.js';
import { inRange } from '../version-range.js';

const API = '@opentelemetry/api';

/** A package got a version of the API that it says it does not work with. */
export const apiSdkMismatch: Check = async ({ packages }) => {
  const mismatches: string[] = [];
  for (const { name, version, folder, peerDependencies } of packages) {
    const range = peerDependencies[API];
    if (range === undefined) continue;
    const api = await resolvedFrom(folder, API);
    if (api === undefined || inRange(api.version, range) !== false) continue;
    mismatches.push(`${name} ${version} asks for ${API} ${range} and gets ${api.version}`);
  }
  if (mismatches.length === 0) return [];
  return [
    {
      code: 'api-sdk-mismatch',
      seen: `${[...new Set(mismatches)].sort().join('; ')}.`,
      why:
        'npm lets this pass with --force or --legacy-peer-deps only. Such a pair is untested: ' +
        'it may lose spans, attributes or context without a word.',
      remedy:
        `Install versions that fit: SDK 1 and 2 go with ${API} up to 1.9, SDK 3 with 1.10. ` +
        'Then install without --force and --legacy-peer-deps.',
    },
  ];
};
