import { setSpanAttributes, Traced } from 'otel-traced';
import { type Order, OutOfStockError } from './order.js';
import type { OrderRepository } from './order-repository.js';
import type { Payments } from './payments.js';
import type { Stock } from './stock.js';

export class OrderService {
  constructor(
    private readonly stock: Stock,
    private readonly payments: Payments,
    private readonly orders: OrderRepository,
  ) {}

  @Traced({
    attributes: (order) => ({ 'order.id': order.id, 'order.lines': order.lines.length }),
    resultAttributes: (authorisation) => ({ 'payment.authorisation': authorisation }),
    isError: (error) => !(error instanceof OutOfStockError),
  })
  async place(order: Order): Promise<string> {
    const total = await this.stock.reserve(order.lines);
    setSpanAttributes({ 'order.total': total });
    try {
      const authorisation = await this.payments.charge(order.card, total);
      await this.orders.save(order);
      return authorisation;
    } catch (error) {
      await this.stock.release(order.lines);
      throw error;
    }
  }
}
