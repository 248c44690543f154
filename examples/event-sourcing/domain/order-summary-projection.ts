import { TracedClass } from 'otel-traced';
import { projection } from 'otel-traced/eventsourcing';
import type { EventHandler, StoredEvent } from '../eventsourcing/events.js';
import type { OrderSummaries, OrderSummary } from '../stores/order-summaries.js';
import type { OrderEvent } from './order.js';

type EventOf<Type extends OrderEvent['eventType']> = Extract<OrderEvent, { eventType: Type }>;

/** Keeps a summary of each order. Projections are traced only when asked for. */
@TracedClass(projection({ enabled: true, handlers: ['onOrderCreated', 'onItemAdded', 'onOrderPaid'] }))
export class OrderSummaryProjection implements EventHandler {
  readonly name = 'OrderSummary';

  constructor(private readonly summaries: OrderSummaries) {}

  async handle(event: StoredEvent): Promise<void> {
    const known = await this.summaries.get(event.aggregateId);
    // Delivered a second time: the summary shows it already.
    if (known !== undefined && known.version >= event.version) return;
    const changed = this.change(known, event as OrderEvent);
    await this.summaries.save({ ...changed, version: event.version });
  }

  private change(summary: OrderSummary | undefined, event: OrderEvent): OrderSummary {
    if (event.eventType === 'OrderCreated') return this.onOrderCreated(event);
    if (summary === undefined)
      throw new Error(`${event.eventType} before the order ${event.aggregateId} was created`);
    return event.eventType === 'ItemAdded'
      ? this.onItemAdded(event, summary)
      : this.onOrderPaid(event, summary);
  }

  private onOrderCreated({ aggregateId: id, version, data }: EventOf<'OrderCreated'>): OrderSummary {
    return { id, version, customer: data.customer, items: 0, total: 0, paid: false };
  }

  private onItemAdded({ data }: EventOf<'ItemAdded'>, summary: OrderSummary): OrderSummary {
    return { ...summary, items: summary.items + 1, total: summary.total + data.price };
  }

  private onOrderPaid(_event: EventOf<'OrderPaid'>, summary: OrderSummary): OrderSummary {
    return { ...summary, paid: true };
  }
}
