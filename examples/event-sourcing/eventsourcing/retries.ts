const ATTEMPTS = 2;

/** Tries a few times; what fails each time is given up, as `giveUp` says. */
export async function withRetries(
  attempt: () => Promise<void>,
  giveUp: (error: unknown, retries: number) => Promise<void>,
): Promise<void> {
  for (let retries = 0; ; retries++) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (retries + 1 < ATTEMPTS) continue;
      await giveUp(error, retries);
      return;
    }
  }
}
