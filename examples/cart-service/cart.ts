export interface ItemAdded {
  readonly eventType: 'ItemAdded';
  readonly product: string;
  readonly quantity: number;
}

export interface ItemRemoved {
  readonly eventType: 'ItemRemoved';
  readonly product: string;
}

export type CartEvent = ItemAdded | ItemRemoved;

/** An event-sourced cart: what it holds follows from its events. */
export class Cart {
  readonly items = new Map<string, number>();
  readonly pending: CartEvent[] = [];

  constructor(
    readonly id: string,
    history: readonly CartEvent[] = [],
  ) {
    for (const event of history) this.apply(event);
  }

  add(product: string, quantity: number): void {
    this.record({ eventType: 'ItemAdded', product, quantity });
  }

  remove(product: string): void {
    this.record({ eventType: 'ItemRemoved', product });
  }

  private record(event: CartEvent): void {
    this.apply(event);
    this.pending.push(event);
  }

  private apply(event: CartEvent): void {
    if (event.eventType === 'ItemRemoved') this.items.delete(event.product);
    else this.items.set(event.product, (this.items.get(event.product) ?? 0) + event.quantity);
  }
}
