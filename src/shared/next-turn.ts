interface Timers {
  setImmediate?: (callback: () => void) => unknown;
  clearImmediate?: (handle: unknown) => void;
  setTimeout: (callback: () => void, milliseconds: number) => unknown;
  clearTimeout: (handle: unknown) => void;
}

// Taken at import: a test that fakes the timers later does not stop spans from ending.
const { setImmediate, clearImmediate, setTimeout, clearTimeout } = globalThis as unknown as Timers;

/** Calls back in the next turn of the event loop, unless the function that it returns is called before. */
export function nextTurn(callback: () => void): () => void {
  if (setImmediate !== undefined && clearImmediate !== undefined) {
    const handle = setImmediate(callback);
    return () => clearImmediate(handle);
  }
  const handle = setTimeout(callback, 0);
  return () => clearTimeout(handle);
}
