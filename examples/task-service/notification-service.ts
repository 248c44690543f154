import { Traced, TracingMixin } from 'otel-traced';

/** Where name and attributes never change, the decorator says it all; neither address nor text is recorded. */
export class NotificationService extends TracingMixin() {
  readonly sent: string[] = [];

  constructor({ enableTracing = true } = {}) {
    super();
    this.initTracing('notification-service', enableTracing);
  }

  @Traced('notification_service.send_email', { attributes: { channel: 'email' } })
  async sendEmail(recipient: string, message: string): Promise<void> {
    this.sent.push(`e-mail to ${recipient}: ${message}`);
  }

  @Traced('notification_service.send_sms', { attributes: { channel: 'sms' } })
  async sendSms(phone: string, message: string): Promise<void> {
    this.sent.push(`SMS to ${phone}: ${message}`);
  }
}
