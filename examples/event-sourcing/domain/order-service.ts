import { TracedClass } from 'otel-traced';
import { ATTR_AGGREGATE_ID } from 'otel-traced/attributes';
import type { AggregateRepository } from '../eventsourcing/aggregate-repository.js';
import { type Item, Order } from './order.js';

/** What the shop can be asked to do. Each command is one trace, down to the handlers in other processes. */
@TracedClass('order_service', { args: [ATTR_AGGREGATE_ID] })
export class OrderService {
  constructor(private readonly orders: AggregateRepository<Order>) {}

  async createOrder(
    id: string,
    customer: string,
    email: string | null,
    items: readonly Item[],
  ): Promise<void> {
    const order = new Order(id);
    order.create(customer, email);
    for (const item of items) order.addItem(item);
    await this.orders.save(order);
  }

  async addItems(id: string, items: readonly Item[]): Promise<void> {
    const order = await this.orders.load(id);
    for (const item of items) order.addItem(item);
    await this.orders.save(order);
  }

  async pay(id: string): Promise<void> {
    const order = await this.orders.load(id);
    order.pay();
    await this.orders.save(order);
  }
}
