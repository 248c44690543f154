import { TracingMixin } from 'otel-traced';
import { ATTR_AGGREGATE_ID, ATTR_EVENT_COUNT } from 'otel-traced/attributes';
import type { Cart } from './cart.js';
import type { CartRepository } from './cart-repository.js';

/** Traces by hand, where an attribute is known only after the operation. */
export class CartService extends TracingMixin() {
  constructor(
    private readonly carts: CartRepository,
    { enableTracing = true } = {},
  ) {
    super();
    this.initTracing('cart-service', enableTracing);
  }

  addToCart(cartId: string, product: string, quantity = 1): Promise<Cart> {
    const attributes = { [ATTR_AGGREGATE_ID]: cartId, 'product.name': product, 'product.quantity': quantity };
    return this.withSpan('cart_service.add_to_cart', { attributes }, async (span) => {
      const cart = await this.carts.load(cartId);
      cart.add(product, quantity);
      span.setAttribute(ATTR_EVENT_COUNT, cart.pending.length);
      await this.carts.save(cart);
      return cart;
    });
  }

  removeFromCart(cartId: string, product: string): Promise<Cart> {
    const attributes = { [ATTR_AGGREGATE_ID]: cartId, 'product.name': product };
    return this.withSpan('cart_service.remove_from_cart', { attributes }, async () => {
      const cart = await this.carts.load(cartId);
      cart.remove(product);
      await this.carts.save(cart);
      return cart;
    });
  }

  getCart(cartId: string): Promise<Cart> {
    const attributes = { [ATTR_AGGREGATE_ID]: cartId };
    return this.withSpan('cart_service.get_cart', { attributes }, () => this.carts.load(cartId));
  }
}
