/** The name of a thrown value's class, for `error.type`; `_OTHER` if it has none. Never throws. */
export function errorType(error: unknown): string {
  try {
    const { name } = (error as { constructor?: { name?: unknown } } | null | undefined)?.constructor ?? {};
    return typeof error === 'object' && typeof name === 'string' && name !== '' ? name : '_OTHER';
  } catch {
    return '_OTHER';
  }
}
