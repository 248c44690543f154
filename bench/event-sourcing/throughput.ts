import { HandWrittenBus } from './hand-written-bus.js';
import { type Client, OrderBus, outgoing, tracedBus } from './order-bus.js';

/** A broker with its client. */
export interface Broker<Message> {
  readonly system: string;
  readonly client: Client<Message>;
  /** Starts to consume batches of this many messages. @returns a function that stops it */
  consume(onMessages: (messages: Message[]) => Promise<void>, batch: number): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

export type Workload = 'one by one' | 'in batches';

export interface Throughput {
  /** Messages in a second without tracing, the median. */
  readonly untraced: number;
  /** Against untraced: the median of the rounds' ratios. */
  readonly handWritten: number;
  readonly ours: number;
  /** Ours against hand-written. */
  readonly oursAgainstHandWritten: number;
  /** The quartiles of ours. */
  readonly spread: readonly [number, number];
}

/** Messages per batch, or in flight if they are sent one by one. */
export const BATCH = 100;
const WARM_UP = 5;

/** Publishes and consumes in this process: untraced, with hand-written spans and with the toolkit, in turn. */
export async function measureThroughput<Message>(
  broker: Broker<Message>,
  workload: Workload,
  messages: number,
  rounds: number,
): Promise<Throughput> {
  const { client, system } = broker;
  const buses = [new OrderBus(client), new HandWrittenBus(client), tracedBus(system, client)];
  const rates: number[][] = [];
  for (let round = -WARM_UP; round < rounds; round++) {
    const found: number[] = [];
    // Another one is first in each round, so none always finds the broker warmer.
    for (let step = 0; step < buses.length; step++) {
      const at = (((round + step) % buses.length) + buses.length) % buses.length;
      found[at] = messages / (await secondsFor(broker, buses[at] as OrderBus<Message>, workload, messages));
    }
    if (round >= 0) rates.push(found);
  }
  const ratiosOf = (at: number, against = 0) =>
    rates.map((found) => (found[at] ?? 0) / (found[against] ?? 0));
  return {
    untraced: quantile(
      rates.map((found) => found[0] ?? 0),
      0.5,
    ),
    handWritten: quantile(ratiosOf(1), 0.5),
    ours: quantile(ratiosOf(2), 0.5),
    oursAgainstHandWritten: quantile(ratiosOf(2, 1), 0.5),
    spread: [quantile(ratiosOf(2), 0.25), quantile(ratiosOf(2), 0.75)],
  };
}

async function secondsFor<Message>(
  broker: Broker<Message>,
  bus: OrderBus<Message>,
  workload: Workload,
  messages: number,
): Promise<number> {
  bus.handled = 0;
  const single = workload === 'one by one';
  const stop = await broker.consume(
    (received) => (single ? bus.consume(received[0] as Message) : bus.consumeBatch(received)),
    single ? 1 : BATCH,
  );
  const started = performance.now();
  await (single ? publishSingly(bus, messages) : publishBatches(bus, messages));
  while (bus.handled < messages) await new Promise((resolve) => setImmediate(resolve));
  const seconds = (performance.now() - started) / 1000;
  await stop();
  return seconds;
}

async function publishSingly<Message>(bus: OrderBus<Message>, messages: number): Promise<void> {
  let next = 0;
  const publish = async () => {
    while (next < messages) await bus.publish(outgoing(next++));
  };
  await Promise.all(Array.from({ length: BATCH }, publish));
}

async function publishBatches<Message>(bus: OrderBus<Message>, messages: number): Promise<void> {
  for (let sent = 0; sent < messages; sent += BATCH)
    await bus.publishBatch(Array.from({ length: BATCH }, (_, index) => outgoing(sent + index)));
}

function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.round((sorted.length - 1) * part)] ?? Number.NaN;
}
