import { instrument } from 'otel-traced';
import { eventBus } from 'otel-traced/eventsourcing';

export interface OrderEvent {
  readonly eventId: string;
  readonly eventType: string;
  readonly aggregateId: string;
  readonly data: { readonly customer: string; readonly lines: readonly { sku: string; price: number }[] };
}

export type Headers = Record<string, string>;

export interface Outgoing {
  readonly event: OrderEvent;
  readonly headers: Headers;
}

/** What a broker's client does; the bus around it is the same for all. */
export interface Client<Message> {
  send(content: Buffer, headers: Headers): Promise<unknown>;
  contentOf(message: Message): Buffer | string;
  headersOf(message: Message): Headers;
}

/** A bus as people write it, without a line of tracing. */
export class OrderBus<Message> {
  handled = 0;

  constructor(readonly client: Client<Message>) {}

  async publish({ event, headers }: Outgoing): Promise<void> {
    await this.client.send(Buffer.from(JSON.stringify(event)), headers);
  }

  async publishBatch(messages: readonly Outgoing[]): Promise<void> {
    await Promise.all(
      messages.map(({ event, headers }) => this.client.send(Buffer.from(JSON.stringify(event)), headers)),
    );
  }

  async consume(message: Message): Promise<void> {
    await this.dispatch(this.read(message));
  }

  async consumeBatch(messages: readonly Message[]): Promise<void> {
    for (const message of messages) await this.project(this.read(message));
  }

  async dispatch(event: OrderEvent): Promise<void> {
    await this.handle(this.project, event);
  }

  async handle(handler: (event: OrderEvent) => Promise<void>, event: OrderEvent): Promise<void> {
    await handler.call(this, event);
  }

  private read(message: Message): OrderEvent {
    return JSON.parse(this.client.contentOf(message).toString());
  }

  private async project(event: OrderEvent): Promise<void> {
    if (event.data.lines.length > 0) this.handled += 1;
  }
}

/** The same bus, traced by the toolkit. */
export function tracedBus<Message>(system: string, client: Client<Message>): OrderBus<Message> {
  const bus = new OrderBus(client);
  instrument(bus, eventBus({ system, destination: 'orders' }));
  return bus;
}

const LINES = Array.from({ length: 5 }, (_, index) => ({ sku: `sku-${index}`, price: index + 0.5 }));

export function outgoing(number: number): Outgoing {
  const event = {
    eventId: `event-${number}`,
    eventType: 'OrderCreated',
    aggregateId: `order-${number}`,
    data: { customer: `customer-${number % 100}`, lines: LINES },
  };
  return { event, headers: { event_type: event.eventType } };
}
