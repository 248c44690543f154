import type { Counter, Histogram, Meter } from '@opentelemetry/api';
import type { RpcSemconv } from '../rpc-semconv.js';
import { MILLISECONDS_BUCKETS, SECONDS_BUCKETS } from './durations.js';
import { Instruments } from './instruments.js';

export interface RpcInstruments {
  /** By the semantic conventions, in seconds. */
  readonly duration: Histogram | undefined;
  readonly seed: SeedInstruments | undefined;
}

/** By the older names: the two counters of requests and the two histograms show the same at different times. */
interface SeedInstruments {
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
      semconv === 'seed'
        ? undefined
        : meter.createHistogram(`rpc.${side}.call.duration`, {
            unit: 's',
            description,
            advice: { explicitBucketBoundaries: [...SECONDS_BUCKETS] },
          }),
    seed: semconv === 'stable' ? undefined : seedInstruments(meter),
  }));
}

function seedInstruments(meter: Meter): SeedInstruments {
  const milliseconds = (name: string, description: string) =>
    meter.createHistogram(name, {
      unit: 'ms',
      description,
      advice: { explicitBucketBoundaries: [...MILLISECONDS_BUCKETS] },
    });
  return {
    requests: meter.createCounter('rpc.requests.total', { description: 'RPC requests that began.' }),
    throughput: meter.createCounter('rpc.throughput', { description: 'RPC requests that ended.' }),
    errors: meter.createCounter('rpc.errors', { description: 'RPC requests that failed.' }),
    duration: milliseconds('rpc.request.duration', 'RPC request duration in milliseconds.'),
    latency: milliseconds('rpc.latency', 'RPC latency distribution.'),
  };
}
