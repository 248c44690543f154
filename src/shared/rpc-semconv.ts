/**
 * Which names RPC spans and metrics have: those of the semantic conventions, the older ones that dashboards may still
 * use (`rpc.system`, `rpc.service`, `rpc.grpc.status_code`; `rpc.request.duration`), or both.
 */
export type RpcSemconv = 'stable' | 'legacy' | 'both';

/** The option, or what `OTEL_SEMCONV_STABILITY_OPT_IN` says: `rpc/dup` is both, anything else is stable. */
export function rpcSemconv(where: string, option: RpcSemconv | 'seed' | undefined): RpcSemconv {
  if (option === undefined) return optedIn().includes('rpc/dup') ? 'both' : 'stable';
  if (option === 'seed') return 'legacy';
  if (option === 'stable' || option === 'legacy' || option === 'both') return option;
  throw new TypeError(
    `${where}: the option 'semconv' is '${String(option)}'; expected 'stable', 'legacy' or 'both'.`,
  );
}

function optedIn(): string[] {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
  const value = process?.env?.OTEL_SEMCONV_STABILITY_OPT_IN ?? '';
  return value.split(',').map((item) => item.trim());
}
