import { SpanKind } from '@opentelemetry/api';
import { Traced } from 'otel-traced';
import type { EventHandler, StoredEvent } from '../eventsourcing/events.js';
import type { OrderEvent } from './order.js';

/** Thanks customers for their payment. */
export class NotificationService implements EventHandler {
  readonly name = 'NotificationService';
  readonly sent: string[] = [];

  async handle(event: StoredEvent): Promise<void> {
    const { eventType, data } = event as OrderEvent;
    if (eventType === 'OrderPaid') await this.sendMail(data.email, `We received ${data.total}.`);
  }

  @Traced('notification_service.send_email', { kind: SpanKind.CLIENT, attributes: { channel: 'email' } })
  async sendMail(address: string | null, text: string): Promise<void> {
    if (address === null) throw new RangeError('the customer has no e-mail address');
    this.sent.push(`${address}: ${text}`);
  }
}
