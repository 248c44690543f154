// Compiled, never run: standard decorators alone reach #private methods.
import { Traced } from 'otel-traced';

export class Vault {
  #secret = 'x';

  @Traced({
    name(length) {
      return `open ${this.#secret.length} ${length.toFixed()}`;
    },
  })
  #open(length: number): string {
    return this.#secret.slice(length);
  }

  @Traced
  static #count(): number {
    return 1;
  }

  use(): string {
    return this.#open(Vault.#count());
  }
}
