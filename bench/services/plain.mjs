// A small service without tracing. The query of the import makes a copy whose functions are not shared.
export class Service {
  k = 1;

  sync(a, b) {
    return a + b + this.k;
  }

  async async(a, b) {
    return a + b + this.k;
  }

  *generator(n) {
    for (let i = 0; i < n; i++) yield i + this.k;
  }

  async *asyncGenerator(n) {
    for (let i = 0; i < n; i++) yield i + this.k;
  }

  staticAttributes(a, b) {
    return a + b + this.k;
  }

  attributeCallback(a, b) {
    return a + b + this.k;
  }

  args(a, b) {
    return a + b + this.k;
  }

  failing(a, b) {
    throw new RangeError(`${a} of ${b}`);
  }

  async failingAsync(a, b) {
    throw new RangeError(`${a} of ${b}`);
  }

  nested(depth) {
    return depth === 0 ? this.k : this.nested(depth - 1) + 1;
  }

  block(a, b) {
    return a + b + this.k;
  }

  blockWithOptions(a, b) {
    return a + b + this.k;
  }
}
