import { Traced, TracingMixin } from 'otel-traced';
import { ATTR_AGGREGATE_ID, ATTR_AGGREGATE_TYPE, ATTR_EVENT_COUNT } from 'otel-traced/attributes';
import { Cart, type CartEvent } from './cart.js';

/** Keeps the events of carts in memory. Its decorated methods obey the instance's own switch. */
export class CartRepository extends TracingMixin() {
  private readonly streams = new Map<string, CartEvent[]>();

  constructor({ enableTracing = true } = {}) {
    super();
    this.initTracing('cart-repository', enableTracing);
  }

  @Traced('eventsource.repository.load', {
    attributes: { [ATTR_AGGREGATE_TYPE]: 'Cart' },
    args: [ATTR_AGGREGATE_ID],
  })
  async load(id: string): Promise<Cart> {
    return new Cart(id, this.streams.get(id));
  }

  @Traced('eventsource.repository.save', {
    attributes: (cart) => ({
      [ATTR_AGGREGATE_ID]: cart.id,
      [ATTR_AGGREGATE_TYPE]: 'Cart',
      [ATTR_EVENT_COUNT]: cart.pending.length,
    }),
  })
  async save(cart: Cart): Promise<void> {
    this.streams.set(cart.id, [...(this.streams.get(cart.id) ?? []), ...cart.pending.splice(0)]);
  }
}
