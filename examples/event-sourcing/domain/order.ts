import { AggregateRoot } from '../eventsourcing/aggregate-root.js';
import type { DomainEvent } from '../eventsourcing/events.js';

export interface Item {
  readonly sku: string;
  readonly price: number;
}

export type OrderEvent =
  | DomainEvent<'OrderCreated', { readonly customer: string; readonly email: string | null }>
  | DomainEvent<'ItemAdded', Item>
  | DomainEvent<'OrderPaid', { readonly total: number; readonly email: string | null }>;

export interface OrderState {
  readonly customer: string;
  readonly email: string | null;
  readonly total: number;
  readonly paid: boolean;
}

export class Order extends AggregateRoot<OrderEvent, OrderState> {
  readonly aggregateType = 'Order';

  constructor(aggregateId: string) {
    super(aggregateId, { customer: '', email: null, total: 0, paid: false });
  }

  create(customer: string, email: string | null): void {
    if (this.version > 0) throw new Error(`order ${this.aggregateId} exists already`);
    this.record('OrderCreated', { customer, email });
  }

  addItem(item: Item): void {
    if (this.state.paid) throw new Error(`order ${this.aggregateId} is paid: nothing can be added`);
    this.record('ItemAdded', item);
  }

  pay(): void {
    if (this.state.paid) throw new Error(`order ${this.aggregateId} is paid already`);
    this.record('OrderPaid', { total: this.state.total, email: this.state.email });
  }

  protected apply(state: OrderState, event: OrderEvent): OrderState {
    switch (event.eventType) {
      case 'OrderCreated':
        return { ...state, ...event.data };
      case 'ItemAdded':
        return { ...state, total: state.total + event.data.price };
      case 'OrderPaid':
        return { ...state, paid: true };
    }
  }
}
