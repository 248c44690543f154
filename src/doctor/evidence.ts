import { type ApiRegistry, apiRegistry, registeredProvider, visibleProvider } from './api-registry.js';
import type { DiagnoseOptions, Finding } from './finding.js';
import { type Heap, readHeap } from './heap.js';
import type { Inspector } from './inspector.js';
import { type LoadedPackage, loadedPackages } from './loaded-packages.js';
import { type SdkParts, sdkParts } from './sdk-parts.js';

/** What the checks are based on. */
export interface Evidence {
  readonly registry: ApiRegistry;
  /** The provider that any copy of the API registered; `undefined` for one that does nothing. */
  readonly provider: object | undefined;
  /** Whether it is what this copy of the API gives. */
  readonly providerIsVisible: boolean;
  readonly sdk: SdkParts;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Empty without an inspector. */
  readonly packages: readonly LoadedPackage[];
  /** `undefined` without an inspector, or if it can't show the heap. */
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
  // The target of a new weak reference stays alive until the current job ends.
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
