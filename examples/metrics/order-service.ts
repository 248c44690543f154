import { TracedClass } from 'otel-traced';
import { Measured, subscriptionMetrics } from 'otel-traced/metrics';

class OutOfStockError extends Error {}

interface Order {
  readonly id: string;
  readonly channel: 'web' | 'phone';
  readonly quantity: number;
}

export class OrderService {
  private stock = 10;

  constructor(private readonly projection: OrderProjection) {}

  // The order's id would make a time series of each order; its channel is one of two.
  @Measured('orders', {
    calls: true,
    metricAttributes: (order: Order) => ({ 'order.channel': order.channel }),
  })
  async place(order: Order): Promise<void> {
    if (order.quantity > this.stock) throw new OutOfStockError(`no more than ${this.stock} left`);
    this.stock -= order.quantity;
    await this.projection.handle(order);
  }
}

const subscription = subscriptionMetrics('OrderProjection');

@TracedClass({ metrics: subscription })
export class OrderProjection {
  readonly placed: string[] = [];

  constructor() {
    subscription.setState('live');
    subscription.setLag(0);
  }

  async handle(order: Order): Promise<void> {
    this.placed.push(order.id);
  }
}
