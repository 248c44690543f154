/** The names of the spans printed last: up to `limit`, or two. The older half is forgotten at once: cheaper than one by one. */
export class RecentNames {
  readonly #limit: number;
  #recent = new Map<string, string>();
  #older = new Map<string, string>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(id: string): string | undefined {
    return this.#recent.get(id) ?? this.#older.get(id);
  }

  set(id: string, name: string): void {
    if ((this.#recent.size + 1) * 2 > this.#limit) {
      this.#older = this.#recent;
      this.#recent = new Map();
    }
    this.#recent.set(id, name);
  }
}
