export interface OrderLine {
  readonly sku: string;
  readonly quantity: number;
}

export interface Order {
  readonly id: string;
  readonly customer: string;
  readonly card: string;
  readonly lines: readonly OrderLine[];
}

/** Expected: the customer is told, nothing is wrong with the service. */
export class OutOfStockError extends Error {
  override readonly name = 'OutOfStockError';
  constructor(readonly sku: string) {
    super(`${sku} is out of stock`);
  }
}

export class CardDeclinedError extends Error {
  override readonly name = 'CardDeclinedError';
  constructor(readonly reason: string) {
    super(`card declined: ${reason}`);
  }
}
