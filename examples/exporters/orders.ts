import { SpanKind } from '@opentelemetry/api';
import { Traced, TracedClass } from 'otel-traced';

class CardDeclinedError extends Error {}

@TracedClass('payments', { kind: SpanKind.CLIENT })
class Payments {
  async charge(card: string): Promise<void> {
    if (card.startsWith('0')) throw new CardDeclinedError('card declined');
  }
}

class Orders {
  readonly payments = new Payments();

  @Traced({
    attributes: (id, prices, gift) => ({
      'order.id': id,
      'order.lines': prices.length,
      'order.total': prices.reduce((sum, price) => sum + price, 0.5),
      'order.prices': prices,
      'order.gift': gift,
    }),
  })
  async place(_id: string, _prices: number[], _gift: boolean, card: string): Promise<void> {
    await this.payments.charge(card);
  }
}

/** Places orders; the second of each pair fails. */
export async function placeOrders(pairs = 1): Promise<void> {
  const orders = new Orders();
  for (let count = 0; count < pairs; count++) {
    await orders.place('o-1', [3, 4], true, '4242');
    await orders.place('o-2', [5], false, '0000').catch(() => undefined);
  }
}
