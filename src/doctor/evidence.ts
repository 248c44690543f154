import { type ApiRegistry, apiRegistry, registeredProvider, visibleProvider } from './api-registry.js';
import type { DiagnoseOptions, Finding } from './finding.js';
import { type Heap, readHeap } from './heap.js';
import type { Inspector } from './inspector.js';
import { type LoadedPackage, loadedPackages } from './loaded-packages.js';
import { type SdkParts, sdkParts } from './sdk-parts.js';

/** What the checks are given to judge by. */
export interface Evidence {
  readonly registry: ApiRegistry;
  /** The provider that any copy of the API registered; `undefined` for one that does nothing. */
  readonly provider: object | undefined;
  /** Whether it is what this copy of the API gives. */
  readonly providerIsVisible: boolean;
  readonly sdk: SdkParts;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** None where there is no inspector. */
  readonly packages: readonly LoadedPackage[];
  /** `undefined` where there is no inspector, or one that cannot tell. */
  readonly heap: Heap | undefined;
  readonly probe: boolean;
  readonly timeoutMs: number;
}

/** Looks for one fault. */
export type Check = (evidence: Evidence) => readonly Finding[] | Promise<readonly Finding[]>;

export async function gatherEvidence(
  { probe = true, timeoutMs = 3000 }: DiagnoseOptions,
  inspector: Inspector | undefined,
): Promise<Evidence> {
  // What a weak reference was made of stays alive until the running job is over.
  await new Promise((resolve) => setTimeout(resolve));
  const provider = registeredProvider();
  const { process } = globalThis as { process?: { env?: Evidence['env'] } };
  return {
    registry: apiRegistry(),
    provider,
    providerIsVisible: provider !== undefined && visibleProvider() === provider,
    sdk: sdkParts(provider),
    env: process?.env ?? {},
    packages: inspector === undefined ? [] : await loadedPackages(inspector.scriptUrls()),
    heap: inspector === undefined ? undefined : await readHeap(inspector).catch(() => undefined),
    probe,
    timeoutMs,
  };
}
