import { SpanKind } from '@opentelemetry/api';
import { Traced } from 'otel-traced';
import { CardDeclinedError } from './order.js';

export class Payments {
  @Traced({ kind: SpanKind.CLIENT, args: [null, 'payment.amount'], errorAttributes: reasonOf })
  async charge(card: string, amount: number): Promise<string> {
    await new Promise((resolve) => setTimeout(resolve, 8));
    if (card === '0002') throw new CardDeclinedError('insufficient funds');
    return `auth-${card}-${amount}`;
  }
}

function reasonOf(error: unknown) {
  return { 'payment.declined': error instanceof CardDeclinedError ? error.reason : undefined };
}
