/** How long a process that a test starts may take, in milliseconds: no statement on speed, but an end to what hangs. */
export const PROCESS_LIMIT = 240_000;

/** Waits until the check passes; after that limit its last error is thrown. */
export async function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  const deadline = Date.now() + PROCESS_LIMIT;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
