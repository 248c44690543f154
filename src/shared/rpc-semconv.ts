import { semconvFor } from './semconv.js';

/**
 * Which names RPC spans and metrics have: those of the semantic conventions, the older ones that dashboards may still
 * use (`rpc.system`, `rpc.service`, `rpc.grpc.status_code`; `rpc.request.duration`), or both.
 */
export type RpcSemconv = 'stable' | 'legacy' | 'both';

/** The option, or what `OTEL_SEMCONV_STABILITY_OPT_IN` says: `rpc/dup` is both, anything else is stable. */
export function rpcSemconv(where: string, option: RpcSemconv | 'seed' | undefined): RpcSemconv {
  if (option === undefined || option === 'seed') return semconvFor('rpc', option) ?? 'stable';
  if (option === 'stable' || option === 'legacy' || option === 'both') return option;
  throw new TypeError(
    `${where}: the option 'semconv' is '${String(option)}'; expected 'stable', 'legacy' or 'both'.`,
  );
}
