import { OrderBus, orderEvent, tracedBus } from './order-bus.js';

export interface Memory {
  readonly events: number;
  /** Growth of the heap after garbage collection from the first tenth of the events to the last, in kilobytes. */
  readonly growthKb: number;
}

const nowhere = { send: async () => undefined, contentOf: (message: Buffer) => message };

/** Publishes and consumes in this process, no broker between, and looks at the heap. */
export async function measureMemory(events: number, traced: boolean): Promise<Memory> {
  const bus = traced ? tracedBus('in_process', nowhere) : new OrderBus<Buffer>(nowhere);
  const message = (number: number, headers: object) => ({ properties: { headers }, fields: {}, number });
  let first = 0;
  let last = 0;
  for (let number = 1; number <= events; number++) {
    const event = orderEvent(number);
    const headers = { event_type: event.eventType };
    await bus.publish(event, { headers });
    await bus.consume(Object.assign(Buffer.from(JSON.stringify(event)), message(number, headers)));
    if (number === events / 10) first = heap();
    if (number === events) last = heap();
  }
  if (bus.handled !== events) throw new Error(`${bus.handled} of ${events} events were handled`);
  return { events, growthKb: (last - first) / 1024 };
}

function heap(): number {
  if (globalThis.gc === undefined) throw new Error('start node with --expose-gc');
  // Once is not enough for what is kept by weak references and finalizers.
  for (let times = 0; times < 4; times++) globalThis.gc();
  return process.memoryUsage().heapUsed;
}
