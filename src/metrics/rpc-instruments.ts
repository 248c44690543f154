import type { Counter, Histogram, Meter, UpDownCounter } from '@opentelemetry/api';
import type { RpcSemconv } from '../shared/rpc-semconv.js';
import { Instruments, MILLISECONDS_BUCKETS, SECONDS_BUCKETS } from './instruments.js';

export interface RpcInstruments {
  /** By the semantic conventions, in seconds. */
  readonly duration: Histogram | undefined;
  readonly legacy: LegacyInstruments | undefined;
}

/** By the older names: the two counters of requests and the two histograms record the same at different times. */
interface LegacyInstruments {
  readonly requests: Counter;
  readonly throughput: Counter;
  readonly errors: Counter;
  readonly duration: Histogram;
  readonly latency: Histogram;
}

export function rpcInstruments(side: 'server' | 'client', semconv: RpcSemconv): Instruments<RpcInstruments> {
  const description = side === 'server' ? 'Duration of incoming calls.' : 'Duration of outgoing calls.';
  return new Instruments<RpcInstruments>((meter) => ({
    duration:
      semconv === 'legacy'
        ? undefined
        : meter.createHistogram(`rpc.${side}.call.duration`, {
            unit: 's',
            description,
            advice: { explicitBucketBoundaries: [...SECONDS_BUCKETS] },
          }),
    legacy: semconv === 'stable' ? undefined : legacyInstruments(meter),
  }));
}

export function connectionsInstrument(): Instruments<UpDownCounter> {
  return new Instruments((meter) =>
    meter.createUpDownCounter('rpc.connections.active', { description: 'Number of active connections.' }),
  );
}

function legacyInstruments(meter: Meter): LegacyInstruments {
  const milliseconds = (name: string, description: string) =>
    meter.createHistogram(name, {
      unit: 'ms',
      description,
      advice: { explicitBucketBoundaries: [...MILLISECONDS_BUCKETS] },
    });
  return {
    requests: meter.createCounter('rpc.requests.total', { description: 'RPC requests that have started.' }),
    throughput: meter.createCounter('rpc.throughput', { description: 'RPC requests that have ended.' }),
    errors: meter.createCounter('rpc.errors', { description: 'RPC requests that have failed.' }),
    duration: milliseconds('rpc.request.duration', 'RPC request duration in milliseconds.'),
    latency: milliseconds('rpc.latency', 'RPC latency distribution.'),
  };
}
