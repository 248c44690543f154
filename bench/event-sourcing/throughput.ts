import { type Client, type OrderBus, orderEvent, tracedBus, OrderBus as UntracedBus } from './order-bus.js';

/** A broker with its client. */
export interface Broker<Message> {
  readonly system: string;
  readonly client: Client<Message>;
  /** Begins to consume. @returns how to end it */
  consume(onMessage: (message: Message) => Promise<void>): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

export interface Throughput {
  readonly system: string;
  readonly messages: number;
  readonly rounds: number;
  /** Messages in a second, the medians. */
  readonly untraced: number;
  readonly traced: number;
  /** Traced against untraced: the median of the rounds' ratios, and their quartiles. */
  readonly ratio: number;
  readonly spread: readonly [number, number];
}

const IN_FLIGHT = 100;

/** Publishes and consumes in turn with the traced bus and with the same one untraced, in this process. */
export async function measureThroughput<Message>(
  broker: Broker<Message>,
  messages: number,
  rounds: number,
): Promise<Throughput> {
  const untraced: number[] = [];
  const traced: number[] = [];
  const ratios: number[] = [];
  for (let round = -2; round < rounds; round++) {
    // Each is first in every other round, so neither always finds the broker warmer; the first two rounds warm up.
    const buses = [new UntracedBus(broker.client), tracedBus(broker.system, broker.client)];
    if (round % 2 !== 0) buses.reverse();
    const times = new Map<OrderBus<Message>, number>();
    for (const bus of buses) times.set(bus, await timeOf(broker, bus, messages));
    if (round < 0) continue;
    const [plain, ours] = round % 2 === 0 ? buses : [...buses].reverse();
    const plainRate = messages / (times.get(plain as OrderBus<Message>) ?? Number.NaN);
    const ourRate = messages / (times.get(ours as OrderBus<Message>) ?? Number.NaN);
    untraced.push(plainRate);
    traced.push(ourRate);
    ratios.push(ourRate / plainRate);
  }
  return {
    system: broker.system,
    messages,
    rounds,
    untraced: quantile(untraced, 0.5),
    traced: quantile(traced, 0.5),
    ratio: quantile(ratios, 0.5),
    spread: [quantile(ratios, 0.25), quantile(ratios, 0.75)],
  };
}

/** Seconds until all messages are handled. */
async function timeOf<Message>(
  broker: Broker<Message>,
  bus: OrderBus<Message>,
  messages: number,
): Promise<number> {
  const stop = await broker.consume((message) => bus.consume(message));
  const started = performance.now();
  let next = 0;
  const publish = async () => {
    while (next < messages)
      await bus.publish(orderEvent(next++), { headers: { event_type: 'OrderCreated' } });
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, publish));
  while (bus.handled < messages) await new Promise((resolve) => setImmediate(resolve));
  const seconds = (performance.now() - started) / 1000;
  await stop();
  return seconds;
}

function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.round((sorted.length - 1) * part)] ?? Number.NaN;
}
