import { setSpanAttributes, TracedClass, Untraced } from 'otel-traced';
import { type OrderLine, OutOfStockError } from './order.js';

const PRICES: Record<string, number> = { tea: 4.5, mug: 9, kettle: 39 };

/** Every method is traced; running out of stock is an outcome, not an error of the service. */
@TracedClass({ isError: (error) => !(error instanceof OutOfStockError) })
export class Stock {
  private readonly onHand = new Map([
    ['tea', 10],
    ['mug', 5],
    ['kettle', 3],
  ]);

  async reserve(lines: readonly OrderLine[]): Promise<number> {
    await new Promise((resolve) => setTimeout(resolve, 3));
    const short = lines.find(({ sku, quantity }) => this.available(sku) < quantity);
    if (short !== undefined) {
      setSpanAttributes({ 'stock.short': short.sku });
      throw new OutOfStockError(short.sku);
    }
    for (const { sku, quantity } of lines) this.onHand.set(sku, this.available(sku) - quantity);
    return lines.reduce((total, { sku, quantity }) => total + quantity * (PRICES[sku] ?? 0), 0);
  }

  async release(lines: readonly OrderLine[]): Promise<void> {
    for (const { sku, quantity } of lines) this.onHand.set(sku, this.available(sku) + quantity);
  }

  @Untraced()
  private available(sku: string): number {
    return this.onHand.get(sku) ?? 0;
  }
}
