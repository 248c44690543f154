/** The limit of a test that makes thousands of calls, in milliseconds. The slowest took 27 s on two processors with a load of 20. */
export const SLOW_TEST = 120_000;

/** Waits until the check passes. After the limit, in milliseconds, its last error is thrown. */
export async function eventually<T>(check: () => T | Promise<T>, limit = 20_000): Promise<T> {
  const deadline = Date.now() + limit;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
