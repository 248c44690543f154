// The same service traced as a class.
import { TracedClass } from 'otel-traced';

@TracedClass()
export class Service {
  readonly k = 1;

  sync(a: number, b: number): number {
    return a + b + this.k;
  }

  async async(a: number, b: number): Promise<number> {
    return a + b + this.k;
  }

  *generator(n: number): Generator<number> {
    for (let i = 0; i < n; i++) yield i + this.k;
  }

  async *asyncGenerator(n: number): AsyncGenerator<number> {
    for (let i = 0; i < n; i++) yield i + this.k;
  }

  failing(a: number, b: number): number {
    throw new RangeError(`${a} of ${b}`);
  }

  async failingAsync(a: number, b: number): Promise<number> {
    throw new RangeError(`${a} of ${b}`);
  }

  nested(depth: number): number {
    return depth === 0 ? this.k : this.nested(depth - 1) + 1;
  }
}
