// What every platform has (Node, browsers, workers) and the language itself does not declare.
interface Platform {
  TextDecoder: new () => { decode(bytes: Uint8Array): string };
  performance: { now(): number };
}

const platform = globalThis as unknown as Platform;

/** UTF-8 bytes as text. */
export function decodeUtf8(bytes: Uint8Array): string {
  return new platform.TextDecoder().decode(bytes);
}

/** Now, in a form that spans take for their end, by the clock that they started by. */
export function now(): number {
  return platform.performance.now();
}
