import {
  type Context,
  context,
  type Link,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  type SpanOptions,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { OrderBus, type OrderEvent, type Outgoing } from './order-bus.js';

/** The same bus with hand-written OpenTelemetry spans: the same spans, without attributes. */
export class HandWrittenBus<Message> extends OrderBus<Message> {
  override publish(message: Outgoing): Promise<void> {
    return inSpan(
      'eventsource.event_bus.publish',
      { kind: SpanKind.PRODUCER },
      context.active(),
      async () => {
        propagation.inject(context.active(), message.headers);
        await super.publish(message);
      },
    );
  }

  override publishBatch(messages: readonly Outgoing[]): Promise<void> {
    return inSpan(
      'eventsource.event_bus.publish_batch',
      { kind: SpanKind.PRODUCER },
      context.active(),
      async () => {
        for (const { headers } of messages) propagation.inject(context.active(), headers);
        await super.publishBatch(messages);
      },
    );
  }

  override consume(message: Message): Promise<void> {
    const parent = propagation.extract(ROOT_CONTEXT, this.client.headersOf(message));
    return inSpan('eventsource.event_bus.consume', { kind: SpanKind.CONSUMER }, parent, () =>
      super.consume(message),
    );
  }

  override consumeBatch(messages: readonly Message[]): Promise<void> {
    const links: Link[] = [];
    for (const message of messages) {
      const extracted = propagation.extract(ROOT_CONTEXT, this.client.headersOf(message));
      const producer = trace.getSpanContext(extracted);
      if (producer !== undefined) links.push({ context: producer });
    }
    const options = { kind: SpanKind.CONSUMER, links };
    return inSpan('eventsource.event_bus.consume', options, ROOT_CONTEXT, () => super.consumeBatch(messages));
  }

  override dispatch(event: OrderEvent): Promise<void> {
    return inSpan('eventsource.event_bus.dispatch', {}, context.active(), () => super.dispatch(event));
  }

  override handle(handler: (event: OrderEvent) => Promise<void>, event: OrderEvent): Promise<void> {
    return inSpan('eventsource.event_bus.handle', {}, context.active(), () => super.handle(handler, event));
  }
}

function inSpan(
  name: string,
  options: SpanOptions,
  parent: Context,
  work: () => Promise<void>,
): Promise<void> {
  return trace.getTracer('hand-written').startActiveSpan(name, options, parent, async (span: Span) => {
    try {
      await work();
    } catch (error) {
      span.recordException(error as Error);
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}
