import type { Check } from '../evidence.js';
import { type LoadedPackage, resolvedFrom } from '../loaded-packages.js';
import { compareVersions, inRange } from '../version-range.js';

const API = '@opentelemetry/api';
const FITTING = `SDK 1 and 2 work with ${API} up to 1.9, SDK 3 (Node 22.15 or later) with 1.10`;

/** A provider is registered, by a copy of the API whose version this one does not read. */
export const providerOutOfSight: Check = ({ provider, providerIsVisible, registry, packages }) => {
  if (provider === undefined || providerIsVisible) return [];
  return [
    {
      code: 'provider-out-of-sight',
      seen:
        `A tracer provider is registered by ${API} ${registry.version ?? 'of an unknown version'}, ` +
        `but the copy of ${API} that otel-traced uses does not see it.`,
      why:
        'A copy of the API reads what one of the same or a later minor version has registered, never an earlier one. ' +
        'Every decorated method makes the plain call.',
      remedy: useOneCopy(packages),
    },
  ];
};

/** More than one copy of the API is loaded. The two builds of one copy, for import and for require, count as one. */
export const apiCopies: Check = ({ packages }) => {
  const copies = copiesOfApi(packages);
  if (copies.length < 2) return [];
  const versions = new Set(copies.map(({ version }) => version));
  return [
    {
      code: 'api-copies',
      seen: `${copies.length} copies of ${API} are loaded: ${copies
        .map(({ version, folder }) => `${version} in ${folder}`)
        .join(', ')}.`,
      why:
        versions.size > 1
          ? 'What one version registers another may not see, and registrations of different versions are refused: ' +
            'spans, parents or propagation are missing.'
          : 'Tracers that one copy created before the other registered the provider never make spans.',
      remedy: useOneCopy(packages),
    },
  ];
};

/** A package got a version of the API outside of its own peer range. */
export const apiSdkMismatch: Check = async ({ packages }) => {
  const mismatches: string[] = [];
  for (const { name, version, folder, peerDependencies } of packages) {
    const range = peerDependencies[API];
    if (range === undefined) continue;
    const api = await resolvedFrom(folder, API);
    if (api === undefined || inRange(api.version, range) !== false) continue;
    mismatches.push(`${name} ${version} requires ${API} ${range} and gets ${api.version}`);
  }
  if (mismatches.length === 0) return [];
  return [
    {
      code: 'api-sdk-mismatch',
      seen: `${[...new Set(mismatches)].sort().join('; ')}.`,
      why:
        'npm allows this with --force or --legacy-peer-deps only. Such a pair is untested: ' +
        'it may lose spans, attributes or context silently.',
      remedy:
        `Install versions that fit: ${FITTING}. Name all OpenTelemetry packages in one npm install, ` +
        'without --force and --legacy-peer-deps.',
    },
  ];
};

function copiesOfApi(packages: readonly LoadedPackage[]): LoadedPackage[] {
  return packages.filter(({ name }) => name === API);
}

/** Never just the latest version: an SDK may not work with it, nor this version of Node with the SDK that does. */
function useOneCopy(packages: readonly LoadedPackage[]): string {
  const ranges = packages.flatMap(({ peerDependencies }) => peerDependencies[API] ?? []);
  const [newest] = copiesOfApi(packages)
    .map(({ version }) => version)
    .filter((version) => ranges.every((range) => inRange(version, range) !== false))
    .sort((a, b) => compareVersions(b, a));
  const install =
    newest === undefined
      ? `Install one version of ${API} that all packages work with (${FITTING})`
      : `npm install ${API}@${newest}, which all loaded packages work with`;
  return (
    `${install}; then npm dedupe. npm ls ${API} shows which package brings another copy: update that package, ` +
    `make the API a peer dependency of your own packages, or set "overrides": { "${API}": "$${API}" } in package.json.`
  );
}
