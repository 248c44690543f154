import { SpanKind } from '@opentelemetry/api';
import { ATTR_OTEL_ERROR_TYPE } from '../attributes.js';
import type { CallMetrics } from '../call-metrics.js';
import { defineConvention } from '../functions/convention.js';
import type { Carrier, Convention, TracedOptions } from '../options.js';
import { grpcServerStatusOf, grpcStatusOf, isGrpcFailure } from '../shared/grpc-status.js';
import { type RpcSemconv, rpcSemconv } from '../shared/rpc-semconv.js';
import { metadataOf } from './call-metadata.js';
import { startAttributes, statusAttributes } from './rpc-attributes.js';
import { type RpcMember, type RpcService, rpcMembers } from './service.js';

/** @see rpcServer, rpcClient */
export interface RpcOptions extends RpcService {
  /** The attribute `rpc.system.name`. @default 'grpc' */
  readonly system?: string;
  /** The server's address, `orders.example.com:50051`: `server.address` and `server.port`. @default none */
  readonly address?: string;
  /**
   * Where a call's metadata is among the method's arguments.
   * @default the first argument that is gRPC `Metadata`, or that has a property `metadata`
   */
  readonly metadata?: (...args: readonly never[]) => Carrier | null | undefined;
  /** Which names attributes have. `'seed'` is a deprecated name of `'legacy'`. @default what `OTEL_SEMCONV_STABILITY_OPT_IN` says, else 'stable' */
  readonly semconv?: RpcSemconv | 'seed';
  /** The status that a thrown value stands for. @default gRPC's, by the number `code`; a server's others: `UNKNOWN` */
  readonly statusOf?: (error: unknown) => string | undefined;
  /** Which statuses are failures. @default by the conventions for gRPC: on a server six of them, on a client all but OK */
  readonly isFailure?: (status: string) => boolean;
  /** Metrics of the calls: `rpcMetrics()` of `otel-traced/metrics`. @default none */
  readonly metrics?: { forMethod(method: string): CallMetrics };
}

type Side = 'server' | 'client';

/**
 * How a class that serves RPCs is traced: a SERVER span for each call, named `package.Service/Method`, child of what the
 * call's metadata carry. Statuses that are the client's doing (`NOT_FOUND`, `CANCELLED`, …) are no failures of the
 * server: the span has `rpc.status_code` and no error. What the class has beside the service's methods is not traced.
 *
 * @throws TypeError where the service or an option is wrong
 */
export function rpcServer(options: RpcOptions): Convention {
  return rpcConvention('rpcServer()', 'server', options);
}

/**
 * How a class that calls RPCs is traced: a CLIENT span for each call, named `package.Service/Method`, whose context is
 * written into the call's metadata. Every status but OK is a failure. A call that is not given metadata is traced, but
 * does not reach the server's trace.
 *
 * @throws TypeError where the service or an option is wrong
 */
export function rpcClient(options: RpcOptions): Convention {
  return rpcConvention('rpcClient()', 'client', options);
}

function rpcConvention(where: string, side: Side, options: RpcOptions): Convention {
  const members = rpcMembers(where, options);
  const semconv = rpcSemconv(where, options.semconv);
  const methods = members.map(
    (member) => [member.member, methodOptions(side, member, semconv, options)] as const,
  );
  return defineConvention({
    include: members.map(({ member }) => member),
    methods: Object.fromEntries(methods),
  });
}

function methodOptions(
  side: Side,
  member: RpcMember,
  semconv: RpcSemconv,
  {
    system = 'grpc',
    address,
    metadata = metadataOf,
    statusOf = side === 'server' ? grpcServerStatusOf : grpcStatusOf,
    isFailure = (status) => isGrpcFailure(status, side),
    metrics,
  }: RpcOptions,
): TracedOptions {
  const name = `${member.service}/${member.method}`;
  const carrier = metadata as (...args: readonly unknown[]) => Carrier | null | undefined;
  const ended = (error: unknown) => statusAttributes(statusOf(error), semconv);
  return {
    name,
    kind: side === 'server' ? SpanKind.SERVER : SpanKind.CLIENT,
    attributes: startAttributes(member, system, address, semconv),
    ...(side === 'server' ? { parent: carrier } : { inject: carrier }),
    resultAttributes: () => statusAttributes('OK', semconv),
    isError: (error) => {
      const status = statusOf(error);
      return status === undefined || isFailure(status);
    },
    // The status says more than the class that all of them share.
    errorAttributes: (error) => ({ [ATTR_OTEL_ERROR_TYPE]: statusOf(error), ...ended(error) }),
    expectedErrorAttributes: ended,
    ...(metrics !== undefined && { metrics: metrics.forMethod(name) }),
  };
}
