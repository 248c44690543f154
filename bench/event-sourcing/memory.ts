import { OrderBus, outgoing, tracedBus } from './order-bus.js';

interface Message {
  readonly fields: object;
  readonly properties: { readonly headers: Record<string, string> };
  readonly content: string;
}

const nowhere = {
  send: async () => undefined,
  contentOf: (message: Message) => message.content,
  headersOf: (message: Message) => message.properties.headers,
};

/**
 * Publishes and consumes in this process, no broker between.
 *
 * @returns how much the heap grew, in kilobytes after garbage collection, from the first tenth of the events to the last
 */
export async function measureMemory(events: number, traced: boolean): Promise<number> {
  const bus = traced ? tracedBus('in_process', nowhere) : new OrderBus(nowhere);
  let first = 0;
  for (let number = 1; number <= events; number++) {
    const { event, headers } = outgoing(number);
    await bus.publish({ event, headers });
    await bus.consume({ fields: {}, properties: { headers }, content: JSON.stringify(event) });
    if (number === events / 10) first = heap();
  }
  if (bus.handled !== events) throw new Error(`${bus.handled} of ${events} events were handled`);
  return (heap() - first) / 1024;
}

function heap(): number {
  if (globalThis.gc === undefined) throw new Error('start node with --expose-gc');
  // Once is not enough for what is kept by weak references and finalizers.
  for (let times = 0; times < 4; times++) globalThis.gc();
  return process.memoryUsage().heapUsed;
}
