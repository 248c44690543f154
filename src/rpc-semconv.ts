/**
 * Which names RPC spans and metrics have: those of the semantic conventions, the older ones that dashboards may still
 * ask for (`rpc.system`, `rpc.service`, `rpc.grpc.status_code`; `rpc.request.duration`), or both.
 */
export type RpcSemconv = 'stable' | 'seed' | 'both';

const NAMES: readonly unknown[] = ['stable', 'seed', 'both'];

/** What is asked for, else what `OTEL_SEMCONV_STABILITY_OPT_IN` says: `rpc/dup` is both, anything else is stable. */
export function rpcSemconv(where: string, asked: RpcSemconv | undefined): RpcSemconv {
  if (asked === undefined) return optedIn().includes('rpc/dup') ? 'both' : 'stable';
  if (NAMES.includes(asked)) return asked;
  throw new TypeError(
    `${where}: the option 'semconv' is '${String(asked)}'; expected 'stable', 'seed' or 'both'.`,
  );
}

function optedIn(): string[] {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
  const value = process?.env?.OTEL_SEMCONV_STABILITY_OPT_IN ?? '';
  return value.split(',').map((item) => item.trim());
}
