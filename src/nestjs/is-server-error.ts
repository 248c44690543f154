/**
 * Whether an error is a fault of the server: everything but a Nest `HttpException` with a status below 500. It is the
 * default of `isError` for what `TracingModule` traces.
 *
 * It recognises an `HttpException` by its `getStatus()` method, so that several copies of Nest agree.
 *
 * @example
 * ```ts
 * // The same for methods with their own @Traced.
 * class Orders {
 *   @Traced({ isError: isServerError })
 *   find(id: string) {}
 * }
 * ```
 */
export function isServerError(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return true;
  const { getStatus } = error as { getStatus?: unknown };
  if (typeof getStatus !== 'function') return true;
  const status: unknown = getStatus.call(error);
  return typeof status !== 'number' || status >= 500;
}
