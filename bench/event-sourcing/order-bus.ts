import { instrument } from 'otel-traced';
import { eventBus } from 'otel-traced/eventsourcing';

export interface OrderEvent {
  readonly eventId: string;
  readonly eventType: string;
  readonly aggregateId: string;
  readonly data: { readonly customer: string; readonly lines: readonly { sku: string; price: number }[] };
}

export type Headers = Record<string, string>;

/** What a broker's client does; the bus around it is the same for all. */
export interface Client<Message> {
  send(content: Buffer, headers: Headers): Promise<unknown>;
  contentOf(message: Message): Buffer | string;
}

/** A bus as people write it, without a line of tracing. */
export class OrderBus<Message> {
  handled = 0;

  constructor(readonly client: Client<Message>) {}

  async publish(event: OrderEvent, { headers }: { headers: Headers }): Promise<void> {
    await this.client.send(Buffer.from(JSON.stringify(event)), headers);
  }

  async consume(message: Message): Promise<void> {
    await this.dispatch(JSON.parse(this.client.contentOf(message).toString()) as OrderEvent);
  }

  async dispatch(event: OrderEvent): Promise<void> {
    await this.handle(this.project, event);
  }

  async handle(handler: (event: OrderEvent) => Promise<void>, event: OrderEvent): Promise<void> {
    await handler.call(this, event);
  }

  private async project(event: OrderEvent): Promise<void> {
    if (event.data.lines.length > 0) this.handled += 1;
  }
}

/** The same bus, traced. */
export function tracedBus<Message>(system: string, client: Client<Message>): OrderBus<Message> {
  const bus = new OrderBus(client);
  instrument(bus, eventBus({ system, destination: 'orders' }));
  return bus;
}

const LINES = Array.from({ length: 5 }, (_, index) => ({ sku: `sku-${index}`, price: index + 0.5 }));

export function orderEvent(number: number): OrderEvent {
  return {
    eventId: `event-${number}`,
    eventType: 'OrderCreated',
    aggregateId: `order-${number}`,
    data: { customer: `customer-${number % 100}`, lines: LINES },
  };
}
