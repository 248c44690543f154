import { status } from '@grpc/grpc-js';
import { Traced, TracedClass } from 'otel-traced';
import { rpcMetrics } from 'otel-traced/metrics';
import { rpcServer } from 'otel-traced/rpc';
import {
  type Order,
  ordersDefinition,
  type Receipt,
  type Summary,
  type Update,
  type WatchRequest,
} from './orders-api.js';
import { type IncomingCall, RpcError } from './rpc-call.js';

export const serverMetrics = rpcMetrics('server');

class PriceList {
  @Traced()
  async priceOf({ id, quantity }: Order): Promise<number> {
    if (id === 'unknown') throw new RpcError(status.NOT_FOUND, `no order ${id}`);
    if (id === 'broken') throw new TypeError('the price list is broken');
    return quantity * 2;
  }
}

// The calls are SERVER spans in the trace of the client; what they call are their children.
@TracedClass(rpcServer({ service: ordersDefinition, metrics: serverMetrics }))
export class OrdersService {
  private readonly prices = new PriceList();

  async place(order: Order, call: IncomingCall): Promise<Receipt> {
    if (order.id === 'slow') await call.cancelled;
    return { id: order.id, total: await this.prices.priceOf(order) };
  }

  async *watch({ count }: WatchRequest, call: IncomingCall): AsyncGenerator<Update> {
    for (let number = 1; count === 0 || number <= count; number++) {
      yield { state: `step ${number}` };
      await Promise.race([new Promise((done) => setTimeout(done, 5)), call.cancelled]);
    }
  }

  async import(orders: AsyncIterable<Order>, _call: IncomingCall): Promise<Summary> {
    let count = 0;
    for await (const _ of orders) count++;
    return { orders: count };
  }

  async *quote(orders: AsyncIterable<Order>, _call: IncomingCall): AsyncGenerator<Receipt> {
    for await (const order of orders) yield { id: order.id, total: await this.prices.priceOf(order) };
  }
}
