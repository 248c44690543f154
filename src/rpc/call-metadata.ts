/** What is used of gRPC's `Metadata`, which other objects with a field of this name are not. */
interface Metadata {
  get(key: string): unknown;
  set(key: string, value: string): void;
  add(key: string, value: string): void;
  remove(key: string): void;
  getMap(): object;
  clone(): Metadata;
}

const METHODS = ['get', 'set', 'add', 'remove', 'getMap', 'clone'] as const;

/**
 * A call's metadata among a method's arguments: the first argument that is gRPC `Metadata`, else the first `Metadata` in a
 * property `metadata`, as gRPC's server calls and the options of a client's call have. A field of a message with this
 * name is business data.
 */
export function metadataOf(...args: readonly unknown[]): Metadata | undefined {
  return args.find(isMetadata) ?? args.map(heldMetadata).find((held) => held !== undefined);
}

/**
 * The arguments with a copy of the call's metadata, so that the caller's stays as it is. Options that hold it are copied as
 * well if they are a plain object. An instance of a class can't be copied without knowing it: its metadata is kept.
 */
export function withOwnMetadata(args: readonly unknown[]): unknown[] {
  const own = [...args];
  let at = args.findIndex(isMetadata);
  if (at !== -1) {
    own[at] = (args[at] as Metadata).clone();
    return own;
  }
  at = args.findIndex((arg) => heldMetadata(arg) !== undefined);
  if (at !== -1 && isPlainObject(args[at]))
    own[at] = { ...(args[at] as object), metadata: heldMetadata(args[at])?.clone() };
  return own;
}

function heldMetadata(value: unknown): Metadata | undefined {
  try {
    const held = (value as { metadata?: unknown } | null | undefined)?.metadata;
    return isMetadata(held) ? held : undefined;
  } catch {
    return undefined; // a getter that throws, a revoked proxy
  }
}

function isMetadata(value: unknown): value is Metadata {
  if (typeof value !== 'object' || value === null) return false;
  try {
    return METHODS.every((method) => typeof (value as Partial<Metadata>)[method] === 'function');
  } catch {
    return false;
  }
}

function isPlainObject(value: unknown): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
