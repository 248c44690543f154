import { SpanKind } from '@opentelemetry/api';
import { ATTR_OTEL_ERROR_TYPE } from '../attributes.js';
import type { CallMetrics } from '../call-metrics.js';
import { defineConvention } from '../functions/convention.js';
import type { Carrier, Convention, TracedOptions } from '../options.js';
import { grpcServerStatusOf, grpcStatusOf, isGrpcFailure } from '../shared/grpc-status.js';
import { injectOwn } from '../shared/own-arguments.js';
import { type RpcSemconv, rpcSemconv } from '../shared/rpc-semconv.js';
import { metadataOf, withOwnMetadata } from './call-metadata.js';
import { startAttributes, statusAttributes } from './rpc-attributes.js';
import { type RpcMember, type RpcService, rpcMembers } from './service.js';

/** @see rpcServer, rpcClient */
export interface RpcOptions extends RpcService {
  /** The attribute `rpc.system.name`. @default 'grpc' */
  readonly system?: string;
  /** The server's address, `orders.example.com:50051`: `server.address` and `server.port`. @default none */
  readonly address?: string;
  /**
   * Returns a call's metadata from the method's arguments. A client's context is written into what it returns.
   * @default the first argument that is gRPC `Metadata`, or that holds one in its property `metadata`. A client's method
   * gets a copy of it, in a copy of the plain object that holds it: the caller's is not changed.
   */
  readonly metadata?: (...args: readonly never[]) => Carrier | null | undefined;
  /** Which names attributes have. `'seed'` is a deprecated name of `'legacy'`. @default what `OTEL_SEMCONV_STABILITY_OPT_IN` says, else 'stable' */
  readonly semconv?: RpcSemconv | 'seed';
  /** The status of a thrown value. @default gRPC's, by the number `code`; on a server `UNKNOWN` for others */
  readonly statusOf?: (error: unknown) => string | undefined;
  /** Which statuses are failures. @default gRPC's semantic conventions: on a server six of them, on a client all but OK */
  readonly isFailure?: (status: string) => boolean;
  /** Metrics of the calls: `rpcMetrics()` of `otel-traced/metrics`. @default none */
  readonly metrics?: { forMethod(method: string): CallMetrics };
}

type Side = 'server' | 'client';

/**
 * The convention for a class that serves RPCs: a SERVER span for each call, named `package.Service/Method`, a child of the
 * span that the call's metadata carries. Statuses that are caused by the client (`NOT_FOUND`, `CANCELLED`, …) are not
 * failures of the server: the span has `rpc.status_code` and no error. Other methods of the class are not traced.
 *
 * @throws TypeError if the service or an option is invalid
 * @example
 * @TracedClass(rpcServer({ service: 'shop.Orders', methods: ['Place'] }))
 * class OrdersService { … }
 */
export function rpcServer(options: RpcOptions): Convention {
  return rpcConvention('rpcServer()', 'server', options);
}

/**
 * The convention for a class that calls RPCs: a CLIENT span for each call, named `package.Service/Method`, whose context is
 * written into the call's metadata. Every status but OK is a failure. A call without metadata is traced, but the server
 * starts a trace of its own.
 *
 * @throws TypeError if the service or an option is invalid
 * @example
 * instrument(OrdersClient, rpcClient({ service: 'shop.Orders', methods: ['Place'] }));
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
    metadata,
    statusOf = side === 'server' ? grpcServerStatusOf : grpcStatusOf,
    isFailure = (status) => isGrpcFailure(status, side),
    metrics,
  }: RpcOptions,
): TracedOptions {
  const name = `${member.service}/${member.method}`;
  const carrier = (metadata ?? metadataOf) as (...args: readonly unknown[]) => Carrier | null | undefined;
  const inject = metadata === undefined ? injectOwn(metadataOf, withOwnMetadata) : carrier;
  const ended = (error: unknown) => statusAttributes(statusOf(error), semconv);
  return {
    name,
    kind: side === 'server' ? SpanKind.SERVER : SpanKind.CLIENT,
    attributes: startAttributes(member, system, address, semconv),
    ...(side === 'server' ? { parent: carrier } : { inject: inject as typeof carrier }),
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
