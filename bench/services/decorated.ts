// The same service with this package's decorators; compiled in both decorator modes.
import { Traced, withSpan } from 'otel-traced';

export class Service {
  readonly k = 1;

  @Traced()
  sync(a: number, b: number): number {
    return a + b + this.k;
  }

  @Traced()
  async async(a: number, b: number): Promise<number> {
    return a + b + this.k;
  }

  @Traced()
  *generator(n: number): Generator<number> {
    for (let i = 0; i < n; i++) yield i + this.k;
  }

  @Traced()
  async *asyncGenerator(n: number): AsyncGenerator<number> {
    for (let i = 0; i < n; i++) yield i + this.k;
  }

  @Traced({ attributes: { 'shop.region': 'eu', 'shop.tier': 2 } })
  staticAttributes(a: number, b: number): number {
    return a + b + this.k;
  }

  @Traced({ attributes: (a, b) => ({ 'order.quantity': a, 'order.price': b }) })
  attributeCallback(a: number, b: number): number {
    return a + b + this.k;
  }

  @Traced({ args: ['order.quantity', 'order.price'] })
  args(a: number, b: number): number {
    return a + b + this.k;
  }

  @Traced()
  failing(a: number, b: number): number {
    throw new RangeError(`${a} of ${b}`);
  }

  @Traced()
  async failingAsync(a: number, b: number): Promise<number> {
    throw new RangeError(`${a} of ${b}`);
  }

  @Traced()
  nested(depth: number): number {
    return depth === 0 ? this.k : this.nested(depth - 1) + 1;
  }

  block(a: number, b: number): number {
    return withSpan('Service.block', () => a + b + this.k);
  }

  blockWithOptions(a: number, b: number): number {
    const attributes = { 'shop.region': 'eu', 'shop.tier': 2 };
    return withSpan('Service.blockWithOptions', { attributes }, () => a + b + this.k);
  }
}
