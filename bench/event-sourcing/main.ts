// Throughput over RabbitMQ and Redis with unsampled traces, and memory over a million events in this process:
//   npm run bench:event-sourcing              prints them
//   npm run bench:event-sourcing -- --check   exits with 1 if a bound does not hold
//   npm run bench:event-sourcing -- --short   fewer rounds and events
import { cpus } from 'node:os';
import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { measureMemory } from './memory.js';
import { openRabbitMq } from './rabbitmq.js';
import { openRedis } from './redis.js';
import { type Broker, measureThroughput, type Workload } from './throughput.js';

/** Share of the untraced rate. If hand-written spans don't reach it, ours must be as good as those. */
const LEAST_RATIO = 0.95;
const LEAST_AGAINST_HAND_WRITTEN = 0.97;
/** A leak of one byte an event would be nine times this. */
const MOST_GROWTH_KB = 100;

const short = process.argv.includes('--short');
const check = process.argv.includes('--check');
let failed = false;

const dropping = {
  export: (_: unknown, done: (result: { code: number }) => void) => done({ code: 0 }),
  shutdown: async () => undefined,
};

function register(sampled: boolean): void {
  trace.disable();
  const sampler = sampled ? new AlwaysOnSampler() : new AlwaysOffSampler();
  const spanProcessors = [new SimpleSpanProcessor({ exporter: dropping })];
  trace.setGlobalTracerProvider(new TracerProvider({ sampler, spanProcessors }));
}

function verdict(holds: boolean): string {
  if (!holds) failed = true;
  return holds ? 'holds' : 'DOES NOT HOLD';
}

async function throughput<Message>(open: (name: string) => Promise<Broker<Message>>): Promise<void> {
  const broker = await open(`otel-traced-bench-${process.pid}`);
  try {
    for (const workload of ['one by one', 'in batches'] satisfies Workload[]) {
      const found = await measureThroughput(broker, workload, short ? 1000 : 2000, short ? 15 : 60);
      const [low, high] = found.spread.map(percent);
      console.log(
        [
          broker.system.padEnd(9),
          workload.padEnd(11),
          Math.round(found.untraced).toLocaleString('en').padStart(9),
          percent(found.handWritten).padStart(12),
          percent(found.ours).padStart(8),
          `(${low} to ${high})`.padEnd(20),
          percent(found.oursAgainstHandWritten).padStart(8),
          found.ours >= LEAST_RATIO
            ? verdict(true)
            : `not reached; as good as hand-written: ${verdict(found.oursAgainstHandWritten >= LEAST_AGAINST_HAND_WRITTEN)}`,
        ].join('  '),
      );
    }
  } finally {
    await broker.close();
  }
}

async function memory(name: string, traced: boolean): Promise<void> {
  const events = short ? 100_000 : 1_000_000;
  const growth = await measureMemory(events, traced);
  console.log(
    `${name.padEnd(11)}  ${events.toLocaleString('en')} events  ${growth.toFixed(0).padStart(6)} kB  ${verdict(growth <= MOST_GROWTH_KB)}`,
  );
}

const percent = (ratio: number) => `${(ratio * 100).toFixed(1)} %`;

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
propagation.setGlobalPropagator(new W3CTraceContextPropagator());

console.log(
  `Node ${process.versions.node}, ${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores\n`,
);
console.log(
  `Publish and consume, traces not sampled; against untraced, ours at least ${percent(LEAST_RATIO)}`,
);
console.log(
  '                        untraced/s  hand-written      ours  (quartiles)      hand-written = 100',
);
register(false);
await throughput(openRabbitMq);
await throughput(openRedis);
console.log(`\nGrowth of the heap over events in this process, at most ${MOST_GROWTH_KB} kB`);
await memory('untraced', false);
await memory('not sampled', true);
register(true);
await memory('sampled', true);
if (failed && check) process.exitCode = 1;
