const NAMES = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
];

// The others are the client's doing: to the server they are answers like any other.
const SERVER_ERRORS = [
  'UNKNOWN',
  'DEADLINE_EXCEEDED',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
];

/** The name of a gRPC status by its number; `undefined` for numbers that gRPC does not have. */
function grpcStatusName(code: unknown): string | undefined {
  return typeof code === 'number' ? NAMES[code] : undefined;
}

/** The number of a gRPC status by its name. */
export function grpcStatusCode(name: string): number | undefined {
  const code = NAMES.indexOf(name);
  return code === -1 ? undefined : code;
}

/** The status that a thrown value stands for by its `code`; `undefined` where it has none. Never throws. */
export function grpcStatusOf(error: unknown): string | undefined {
  try {
    return grpcStatusName((error as { code?: unknown } | null | undefined)?.code);
  } catch {
    return undefined;
  }
}

/** The same on the server, whose client is told UNKNOWN of what has no status. */
export function grpcServerStatusOf(error: unknown): string {
  return grpcStatusOf(error) ?? 'UNKNOWN';
}

/** Whether a status is a failure on this side, by the semantic conventions for gRPC. */
export function isGrpcFailure(status: string, side: 'server' | 'client'): boolean {
  return side === 'client' ? status !== 'OK' : SERVER_ERRORS.includes(status);
}
