import type { Attributes, UpDownCounter } from '@opentelemetry/api';
import {
  ATTR_OTEL_ERROR_TYPE,
  ATTR_RPC_METHOD,
  ATTR_RPC_STATUS_CODE,
  ATTR_RPC_SYSTEM_NAME,
} from '../attributes.js';
import type { CallMetrics, CallOutcome } from '../call-metrics.js';
import { grpcServerStatusOf, grpcStatusOf } from '../grpc-status.js';
import { type RpcSemconv, rpcSemconv } from '../rpc-semconv.js';
import { Instruments } from './instruments.js';
import { COMPONENT_SCOPE } from './meter-scope.js';
import { type RpcInstruments, rpcInstruments } from './rpc-instruments.js';

export interface RpcMetricsOptions {
  /** The attribute `rpc.system.name`. @default 'grpc' */
  readonly system?: string;
  /**
   * `'stable'`: `rpc.server.call.duration` or `rpc.client.call.duration`, in seconds. `'seed'`: `rpc.requests.total`,
   * `rpc.request.duration` and `rpc.latency` in milliseconds, `rpc.throughput` and `rpc.errors`.
   * @default what `OTEL_SEMCONV_STABILITY_OPT_IN` says: `rpc/dup` is both, anything else is stable
   */
  readonly semconv?: RpcSemconv;
  /** The status that a thrown value stands for. @default gRPC's, by the number `code`; a server's others: `UNKNOWN` */
  readonly statusOf?: (error: unknown) => string | undefined;
}

/** What was recorded so far: connections always, calls where a meter provider is registered. */
export interface RpcSnapshot {
  readonly requests: number;
  readonly errors: number;
  readonly activeConnections: number;
}

/** The metrics of an RPC server or client. */
export interface RpcMetrics {
  /** The metrics of one method, `package.Service/Method`: a value for the option `metrics`. */
  forMethod(method: string): CallMetrics;
  /** Counts `rpc.connections.active`. */
  connectionOpened(): void;
  connectionClosed(): void;
  getSnapshot(): RpcSnapshot;
}

/**
 * Metrics of the calls that a server serves or a client makes, with `rpc.system.name`, `rpc.method`, `rpc.status_code`
 * and, on failure, `error.type`; by the older names with `method`, `status`, `success` and `error_type`. The address of
 * the peer is no attribute: there is no bound to it. Which statuses are failures, the method's option `isError` says.
 *
 * @throws TypeError where the side or an option is wrong
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
  private readonly instruments: Instruments<RpcInstruments>;
  private readonly connections = new Instruments<UpDownCounter>((meter) =>
    meter.createUpDownCounter('rpc.connections.active', { description: 'Number of active connections.' }),
  );

  constructor(side: 'server' | 'client', { system = 'grpc', semconv, statusOf }: RpcMetricsOptions) {
    this.system = system;
    this.statusOf = statusOf ?? (side === 'server' ? grpcServerStatusOf : grpcStatusOf);
    this.instruments = rpcInstruments(side, rpcSemconv('rpcMetrics()', semconv));
  }

  forMethod(method: string): CallMetrics {
    return {
      begin: (measured) => {
        const instruments = this.instruments.current(measured.scope);
        this.requests++;
        instruments.seed?.requests.add(1, { method });
        return { finish: (outcome) => this.record(instruments, method, outcome) };
      },
    };
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
    this.connections.current(COMPONENT_SCOPE).add(change);
  }

  private record({ duration, seed }: RpcInstruments, method: string, outcome: CallOutcome): void {
    const { seconds, errorType } = outcome;
    const failed = errorType !== undefined;
    if (failed) this.errors++;
    duration?.record(seconds, this.stableAttributes(method, outcome));
    if (seed === undefined) return;
    const result = { method, status: failed ? 'error' : 'success', ...(failed && { error_type: errorType }) };
    seed.duration.record(seconds * 1_000, result);
    seed.latency.record(seconds * 1_000, { method, success: String(!failed) });
    seed.throughput.add(1, { method });
    if (failed) seed.errors.add(1, { method });
  }

  /** `error.type` is the status where there is one: it says more than the class that all statuses share. */
  private stableAttributes(method: string, { kind, value, errorType }: CallOutcome): Attributes {
    const attributes: Attributes = { [ATTR_RPC_SYSTEM_NAME]: this.system, [ATTR_RPC_METHOD]: method };
    const status = kind === 'threw' ? this.statusOf(value) : kind === 'returned' ? 'OK' : 'CANCELLED';
    if (status !== undefined) attributes[ATTR_RPC_STATUS_CODE] = status;
    if (errorType !== undefined) attributes[ATTR_OTEL_ERROR_TYPE] = status ?? errorType;
    return attributes;
  }
}
