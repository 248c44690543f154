import { readFile } from 'node:fs/promises';
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { TraceTreeExporter } from 'otel-traced/console';
import type { Order } from './order.js';
import { OrderRepository } from './order-repository.js';
import { OrderService } from './order-service.js';
import { Payments } from './payments.js';
import { Stock } from './stock.js';

/** Places the orders of a JSON-lines file, all at once, and prints the trace of each. */
export async function placeOrders(file: URL): Promise<void> {
  const provider = new TracerProvider({
    spanProcessors: [new SimpleSpanProcessor({ exporter: new TraceTreeExporter() })],
  });
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());

  const service = new OrderService(new Stock(), new Payments(), new OrderRepository());
  const orders = await readOrders(file);
  const outcomes = await Promise.allSettled(orders.map((order) => service.place(order)));

  await provider.forceFlush();
  for (const [index, outcome] of outcomes.entries()) {
    console.log(
      `${orders[index]?.id}: ${outcome.status === 'fulfilled' ? 'placed' : String(outcome.reason)}`,
    );
  }
  await provider.shutdown();
}

async function readOrders(file: URL): Promise<Order[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  return lines.map((line, index) => {
    try {
      return JSON.parse(line) as Order;
    } catch (error) {
      throw new Error(`orders.jsonl, line ${index + 1}: expected an order as JSON`, { cause: error });
    }
  });
}
