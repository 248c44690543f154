import {
  ATTR_RPC_GRPC_STATUS_CODE,
  ATTR_RPC_METHOD,
  ATTR_RPC_SERVICE,
  ATTR_RPC_STATUS_CODE,
  ATTR_RPC_SYSTEM,
  ATTR_RPC_SYSTEM_NAME,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
} from '../attributes.js';
import type { AttributeInput, TraceAttributes } from '../options.js';
import { grpcStatusCode } from '../shared/grpc-status.js';
import type { RpcSemconv } from '../shared/rpc-semconv.js';
import type { RpcMember } from './service.js';

/** What is known of a call when it starts. */
export function startAttributes(
  { service, method }: RpcMember,
  system: string,
  address: string | undefined,
  semconv: RpcSemconv,
): TraceAttributes {
  return {
    ...(semconv !== 'stable' && {
      [ATTR_RPC_SYSTEM]: system,
      [ATTR_RPC_SERVICE]: service,
      [ATTR_RPC_METHOD]: method,
    }),
    // The key is the same in both: with both, the full name stands there.
    ...(semconv !== 'legacy' && {
      [ATTR_RPC_SYSTEM_NAME]: system,
      [ATTR_RPC_METHOD]: `${service}/${method}`,
    }),
    ...serverAttributes(address),
  };
}

/** What is known of it when it has ended. */
export function statusAttributes(status: string | undefined, semconv: RpcSemconv): TraceAttributes {
  if (status === undefined) return {};
  const attributes: Record<string, AttributeInput> = {};
  if (semconv !== 'legacy') attributes[ATTR_RPC_STATUS_CODE] = status;
  if (semconv !== 'stable') attributes[ATTR_RPC_GRPC_STATUS_CODE] = grpcStatusCode(status);
  return attributes;
}

/** `host:port`, `[::1]:50051`, or a host alone. */
function serverAttributes(address: string | undefined): TraceAttributes {
  if (address === undefined) return {};
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(address) ?? [];
  return {
    [ATTR_SERVER_ADDRESS]: bracketed ?? plain ?? address,
    ...(port !== undefined && { [ATTR_SERVER_PORT]: Number(port) }),
  };
}
