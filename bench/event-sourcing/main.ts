// Throughput over RabbitMQ and Redis with unsampled traces, and memory over a million events in this process:
//   npm run bench:event-sourcing              prints them
//   npm run bench:event-sourcing -- --check   exits 1 where a bound does not hold
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
import { type Broker, measureThroughput } from './throughput.js';

const LEAST_RATIO = 0.95;
/** A leak of one byte an event would be ten times this. */
const MOST_GROWTH_KB = 100;

const short = process.argv.includes('--short');
const check = process.argv.includes('--check');
const dropping = {
  export: (_: unknown, done: (result: { code: number }) => void) => done({ code: 0 }),
  shutdown: async () => undefined,
};
let failed = false;

function register(sampled: boolean): void {
  trace.disable();
  const sampler = sampled ? new AlwaysOnSampler() : new AlwaysOffSampler();
  const spanProcessors = [new SimpleSpanProcessor({ exporter: dropping })];
  trace.setGlobalTracerProvider(new TracerProvider({ sampler, spanProcessors }));
}

function tell(text: string, holds: boolean): void {
  if (!holds) failed = true;
  console.log(`${text}  ${holds ? 'holds' : 'DOES NOT HOLD'}`);
}

async function throughput<Message>(open: (name: string) => Promise<Broker<Message>>): Promise<void> {
  const broker = await open(`otel-traced-bench-${process.pid}`);
  try {
    const found = await measureThroughput(broker, short ? 2000 : 5000, short ? 11 : 31);
    const [low, high] = found.spread.map(percent);
    tell(
      `${found.system.padEnd(9)} untraced ${perSecond(found.untraced)}, traced ${perSecond(found.traced)}: ${percent(found.ratio)} ` +
        `(quartiles ${low} to ${high}; ${found.rounds} rounds of ${found.messages}), at least ${percent(LEAST_RATIO)}`,
      found.ratio >= LEAST_RATIO,
    );
  } finally {
    await broker.close();
  }
}

async function memory(name: string, traced: boolean): Promise<void> {
  const { events, growthKb } = await measureMemory(short ? 100_000 : 1_000_000, traced);
  tell(
    `${name.padEnd(11)} ${events.toLocaleString('en')} events: the heap grew by ${growthKb.toFixed(0)} kB, at most ${MOST_GROWTH_KB} kB`,
    growthKb <= MOST_GROWTH_KB,
  );
}

const percent = (ratio: number | undefined) => `${((ratio ?? 0) * 100).toFixed(1)} %`;
const perSecond = (rate: number) => `${Math.round(rate).toLocaleString('en')}/s`;

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
propagation.setGlobalPropagator(new W3CTraceContextPropagator());

console.log(
  `Node ${process.versions.node}, ${cpus()[0]?.model ?? 'an unknown processor'}, ${cpus().length} cores\n`,
);
console.log('Publish and consume, traces not sampled, messages a second:');
register(false);
await throughput(openRabbitMq);
await throughput(openRedis);
console.log('\nPublish, consume, dispatch and handle in this process:');
await memory('untraced', false);
await memory('not sampled', true);
register(true);
await memory('sampled', true);
if (failed && check) process.exitCode = 1;
