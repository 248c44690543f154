import { Traced } from 'otel-traced';
import { ATTR_DB_SYSTEM_NAME } from 'otel-traced/attributes';
import type { Order } from './order.js';

/** Keeps orders in memory, in the place of a database. */
export class OrderRepository {
  private readonly orders = new Map<string, Order>();

  @Traced('order_repository.save', { attributes: { [ATTR_DB_SYSTEM_NAME]: 'in_memory' } })
  async save(order: Order): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 2));
    this.orders.set(order.id, order);
  }
}
