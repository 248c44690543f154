import type { Carrier } from '../options.js';

/**
 * A call's metadata among a method's arguments: the first that is gRPC `Metadata`, or that has a property `metadata`, as
 * gRPC's server calls and the options of a client's call have.
 */
export function metadataOf(...args: readonly unknown[]): Carrier | undefined {
  for (const arg of args) {
    if (typeof arg !== 'object' || arg === null) continue;
    if (isMetadata(arg)) return arg;
    const { metadata } = arg as { metadata?: unknown };
    if (typeof metadata === 'object' && metadata !== null) return metadata;
  }
  return undefined;
}

function isMetadata(value: object): boolean {
  const { get, set, getMap } = value as { get?: unknown; set?: unknown; getMap?: unknown };
  return [get, set, getMap].every((method) => typeof method === 'function');
}
