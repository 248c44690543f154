import type { Attributes, Context } from '@opentelemetry/api';
import {
  ATTR_OTEL_ERROR_TYPE,
  ATTR_RPC_METHOD,
  ATTR_RPC_STATUS_CODE,
  ATTR_RPC_SYSTEM_NAME,
} from '../attributes.js';
import type { CallMetrics, CallOutcome } from '../call-metrics.js';
import { grpcServerStatusOf, grpcStatusOf } from '../shared/grpc-status.js';
import { type RpcSemconv, rpcSemconv } from '../shared/rpc-semconv.js';
import { describeCall } from './describe-call.js';
import type { Instruments } from './instruments.js';
import { connectionsInstrument, type RpcInstruments, rpcInstruments } from './rpc-instruments.js';

export interface RpcMetricsOptions {
  /** The attribute `rpc.system.name`. @default 'grpc' */
  readonly system?: string;
  /**
   * `'stable'`: `rpc.server.call.duration` or `rpc.client.call.duration`, in seconds. `'legacy'`: `rpc.requests.total`,
   * `rpc.request.duration` and `rpc.latency` in milliseconds, `rpc.throughput` and `rpc.errors`. `'both'`.
   * `'seed'` is a deprecated name of `'legacy'`.
   * @default what `OTEL_SEMCONV_STABILITY_OPT_IN` says: `rpc/dup` is both, anything else is stable
   */
  readonly semconv?: RpcSemconv | 'seed';
  /** The status of a thrown value. @default gRPC's, by the number `code`; on a server `UNKNOWN` for others */
  readonly statusOf?: (error: unknown) => string | undefined;
  /**
   * The attribute `client` of `rpc.requests.total`, from the method's arguments: who calls a server. Keep the number of
   * different values small; `undefined` leaves the attribute out.
   * @default the host, without the port, that `getPeer()` of a gRPC call among the arguments returns
   */
  readonly clientOf?: (...args: readonly never[]) => string | undefined;
}

/** What was recorded so far: connections and `recordRequest` always, calls while a meter provider is registered. */
export interface RpcSnapshot {
  readonly requests: number;
  readonly errors: number;
  readonly activeConnections: number;
}

/** The metrics of an RPC server or client. */
export interface RpcMetrics {
  /** The metrics of one method, `package.Service/Method`: a value for the option `metrics`. */
  forMethod(method: string): CallMetrics;
  /**
   * Records a request that isn't a traced call.
   *
   * @param method `package.Service/Method`
   * @param seconds how long it took
   * @param success whether it succeeded; a failure has the `error.type` `_OTHER`
   */
  recordRequest(method: string, seconds: number, success: boolean): void;
  /** Counts `rpc.connections.active`. */
  connectionOpened(): void;
  connectionClosed(): void;
  getSnapshot(): RpcSnapshot;
}

/**
 * Metrics of the calls that a server serves or a client makes, with `rpc.system.name`, `rpc.method`, `rpc.status_code`
 * and, on failure, `error.type`; by the older names with `method`, `client`, `status`, `success` and `error_type`. The
 * method's option `isError` decides which errors are failures.
 *
 * @throws TypeError if the side or an option is invalid
 * @example
 * const metrics = rpcMetrics('server');
 * const convention = rpcServer({ service: 'shop.Orders', methods: ['Place'], metrics });
 */
export function rpcMetrics(side: 'server' | 'client', options: RpcMetricsOptions = {}): RpcMetrics {
  if (side !== 'server' && side !== 'client')
    throw new TypeError(`rpcMetrics(): expected 'server' or 'client', got '${String(side)}'.`);
  return new Rpc(side, options);
}

class Rpc implements RpcMetrics {
  private requests = 0;
  private errors = 0;
  private activeConnections = 0;
  private readonly system: string;
  private readonly statusOf: (error: unknown) => string | undefined;
  private readonly clientOf: (...args: readonly never[]) => string | undefined;
  private readonly instruments: Instruments<RpcInstruments>;
  private readonly connections = connectionsInstrument();

  constructor(side: 'server' | 'client', options: RpcMetricsOptions) {
    const server = side === 'server';
    this.system = options.system ?? 'grpc';
    this.statusOf = options.statusOf ?? (server ? grpcServerStatusOf : grpcStatusOf);
    this.clientOf = options.clientOf ?? (server ? peerHost : () => undefined);
    this.instruments = rpcInstruments(side, rpcSemconv('rpcMetrics()', options.semconv));
  }

  forMethod(method: string): CallMetrics {
    return {
      begin: (measured, self, args, context) => {
        const instruments = this.instruments.current();
        const client = instruments.legacy && describeCall(this.clientOf, measured, self, args);
        this.start(instruments, method, client, context);
        return { finish: (outcome) => this.finish(instruments, method, outcome, context) };
      },
    };
  }

  recordRequest(method: string, seconds: number, success: boolean): void {
    const instruments = this.instruments.current();
    this.start(instruments, method, undefined);
    this.finish(
      instruments,
      method,
      success ? { kind: 'returned', seconds } : { kind: 'threw', seconds, errorType: '_OTHER' },
    );
  }

  connectionOpened(): void {
    this.countConnection(1);
  }

  connectionClosed(): void {
    this.countConnection(-1);
  }

  getSnapshot(): RpcSnapshot {
    const { requests, errors, activeConnections } = this;
    return { requests, errors, activeConnections };
  }

  private countConnection(change: 1 | -1): void {
    this.activeConnections += change;
    this.connections.current().add(change);
  }

  private start(
    { legacy }: RpcInstruments,
    method: string,
    client: string | undefined,
    context?: Context,
  ): void {
    this.requests++;
    legacy?.requests.add(1, { method, ...(client !== undefined && { client }) }, context);
  }

  private finish(
    { duration, legacy }: RpcInstruments,
    method: string,
    outcome: CallOutcome,
    context?: Context,
  ): void {
    const { seconds, errorType } = outcome;
    const failed = errorType !== undefined;
    if (failed) this.errors++;
    duration?.record(seconds, this.stableAttributes(method, outcome), context);
    if (legacy === undefined) return;
    const result = { method, status: failed ? 'error' : 'success', ...(failed && { error_type: errorType }) };
    legacy.duration.record(seconds * 1_000, result, context);
    legacy.latency.record(seconds * 1_000, { method, success: String(!failed) }, context);
    legacy.throughput.add(1, { method }, context);
    if (failed) legacy.errors.add(1, { method }, context);
  }

  /** `error.type` is the status if there is one: it says more than the class that all statuses share. */
  private stableAttributes(method: string, outcome: CallOutcome): Attributes {
    const attributes: Attributes = { [ATTR_RPC_SYSTEM_NAME]: this.system, [ATTR_RPC_METHOD]: method };
    const status = this.statusFor(outcome);
    if (status !== undefined) attributes[ATTR_RPC_STATUS_CODE] = status;
    if (outcome.errorType !== undefined) attributes[ATTR_OTEL_ERROR_TYPE] = status ?? outcome.errorType;
    return attributes;
  }

  private statusFor(outcome: CallOutcome): string | undefined {
    if (outcome.kind === 'returned') return 'OK';
    if (outcome.kind === 'given-up') return 'CANCELLED';
    // `recordRequest` doesn't know what was thrown.
    return 'value' in outcome ? this.statusOf(outcome.value) : undefined;
  }
}

interface PeerCall {
  getPeer(): string;
}

/** The host of a gRPC call's peer: `10.0.0.7` of `10.0.0.7:53211` and of `ipv4:10.0.0.7:53211`. */
function peerHost(...args: readonly unknown[]): string | undefined {
  const call = args.find(
    (arg) => typeof (arg as Partial<PeerCall> | undefined | null)?.getPeer === 'function',
  );
  if (call === undefined) return undefined;
  return (call as PeerCall)
    .getPeer()
    .replace(/^ipv[46]:/, '')
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1');
}
