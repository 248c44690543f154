import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AlwaysOffSampler, AlwaysOnSampler, ParentBasedSampler } from '@opentelemetry/sdk-trace';
import { useTracing } from '../support/tracing';
import { ConsumerProcess, type ConsumerReport, type SentSpan } from './consumer-process';
import { event } from './events';
import { BROKERS, spanNames, usePublisher } from './publisher';
import { rawClient } from './raw-client';

const sampling = { on: true };
const root = {
  shouldSample: () => (sampling.on ? new AlwaysOnSampler() : new AlwaysOffSampler()).shouldSample(),
  toString: () => 'Switched',
};

const GARBAGE: Record<string, string>[] = [
  {},
  { traceparent: 'garbage' },
  { traceparent: `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01` },
  { traceparent: '00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01' },
];

describe.each(BROKERS)('publisher and consumer as two processes, %s between them', (broker) => {
  const tracing = useTracing({ sampler: new ParentBasedSampler({ root }) });
  const publisher = usePublisher(broker);

  /** Publishes in a consumer's presence; what it tells then. */
  async function consumed(count: number, publish: () => Promise<void>): Promise<ConsumerReport> {
    const consumer = await ConsumerProcess.start({ bus: broker, channel: publisher.channel });
    await publish();
    await consumer.untilHandled(count);
    return consumer.stop();
  }

  const belowOf = (spans: readonly SentSpan[], parent: SentSpan) =>
    spans.filter((span) => span.parentSpanId === parent.spanId);

  it('ties the consumer span to the producer span, handlers below it, and their own spans below them', async () => {
    const created = event('OrderCreated');
    const { spans, handled } = await consumed(1, () => publisher.bus.publish([created]));
    const names = spanNames(broker, 'OrderCreated');
    const producer = tracing.find(names.publish);

    expect(handled).toEqual([created.eventId]);
    expect(producer.kind).toBe(SpanKind.PRODUCER);
    const consumer = spans.find((span) => span.name === names.consume) as SentSpan;
    expect(consumer.kind).toBe(SpanKind.CONSUMER);
    expect(consumer.traceId).toBe(producer.spanContext().traceId);
    expect(consumer.parentSpanId).toBe(producer.spanContext().spanId);
    expect(consumer.attributes).toMatchObject({
      'messaging.system.name': broker,
      'messaging.destination.name': publisher.channel,
      'eventsource.event.type': 'OrderCreated',
    });

    const [dispatch] = belowOf(spans, consumer) as [SentSpan];
    expect(dispatch.name).toBe(names.dispatch);
    expect(dispatch.attributes).toMatchObject({ 'eventsource.handler.count': 2 });
    const handlers = belowOf(spans, dispatch);
    expect(handlers.map((span) => [span.name, span.attributes['eventsource.handler.name']]).sort()).toEqual(
      ['NotificationService', 'OrderProjection'].map((handler) => [names.handle(handler), handler]),
    );
    for (const handler of handlers) {
      expect(handler.attributes).toMatchObject({ 'eventsource.handler.success': true });
      expect(belowOf(spans, handler).map((span) => span.name)).toEqual(['work_of_the_handler']);
    }
    expect(spans).toHaveLength(6);
  });

  it('keeps an unsampled producer unsampled', async () => {
    sampling.on = false;
    const report = await consumed(1, () => publisher.bus.publish([event()])).finally(() => {
      sampling.on = true;
    });

    expect(report.handled).toHaveLength(1);
    expect(report.spans).toEqual([]);
    expect(tracing.spans()).toEqual([]);
  });

  it('marks a failed handler, puts its event into the dead letters, and loses nothing', async () => {
    const events = [
      event('OrderPaid', { fail: true }),
      event('OrderPaid'),
      event('OrderPaid', { fail: true }),
    ];
    const { spans, handled, deadLetters } = await consumed(3, () => publisher.bus.publish(events));

    expect([...handled].sort()).toEqual(events.map(({ eventId }) => eventId).sort());
    expect(deadLetters.map(({ eventId }) => eventId).sort()).toEqual(
      [events[0]?.eventId, events[2]?.eventId].sort(),
    );
    expect(deadLetters[0]?.error).toBe('RangeError: no address');
    const failed = spans.filter((span) => span.status === SpanStatusCode.ERROR);
    // Each of the two events twice: it is tried again before it is given up.
    expect(failed.map((span) => span.attributes['eventsource.handler.name'])).toEqual(
      Array(4).fill('NotificationService'),
    );
    for (const span of failed) {
      expect(span.attributes).toMatchObject({
        'eventsource.handler.success': false,
        'error.type': 'RangeError',
      });
      expect(span.exceptions).toBe(1);
    }
    const { publish } = spanNames(broker, 'OrderPaid');
    expect(new Set(spans.map((span) => span.traceId))).toEqual(
      new Set([tracing.find(publish).spanContext().traceId]),
    );
  });

  it('begins a new trace for a message whose context is garbage or missing', async () => {
    const client = await rawClient(broker, publisher.channel);
    const { spans } = await consumed(GARBAGE.length, async () => {
      for (const headers of GARBAGE) await client.send({ event_type: 'OrderCreated', ...headers }, event());
    }).finally(() => client.close());

    const consumers = spans.filter((span) => span.kind === SpanKind.CONSUMER);
    expect(consumers.map((span) => span.parentSpanId)).toEqual(GARBAGE.map(() => undefined));
    expect(new Set(consumers.map((span) => span.traceId)).size).toBe(GARBAGE.length);
  });

  it('keeps the tie when the consumer crashes and the message comes again, and when it was not there', async () => {
    const deadly = event('OrderPaid', { crash: true });
    const first = await ConsumerProcess.start({ bus: broker, channel: publisher.channel, crash: true });
    await publisher.bus.publish([deadly]);
    await first.untilDead();
    const meanwhile = event('OrderShipped');
    await trace.getTracer('test').startActiveSpan('meanwhile', async (span) => {
      await publisher.bus.publish([meanwhile]);
      span.end();
    });
    const { spans, handled } = await consumed(2, async () => undefined);

    expect([...handled].sort()).toEqual([deadly.eventId, meanwhile.eventId].sort());
    const consumers = spans.filter((span) => span.kind === SpanKind.CONSUMER);
    const producers = tracing.spans().filter((span) => span.kind === SpanKind.PRODUCER);
    expect(consumers.map((span) => span.parentSpanId).sort()).toEqual(
      producers.map((span) => span.spanContext().spanId).sort(),
    );
  });

  it('brings 10,000 messages over, loses none, and leaves no span open', async () => {
    const total = 10_000;
    const consumer = await ConsumerProcess.start({
      bus: broker,
      channel: publisher.channel,
      keepSpans: false,
    });
    const ids = new Set<string>();
    for (let sent = 0; sent < total; sent += 100) {
      const events = Array.from({ length: 100 }, () => event());
      for (const { eventId } of events) ids.add(eventId);
      await publisher.bus.publish(events);
    }
    await consumer.untilHandled(total);
    const { handled, started, ended, deadLetters } = await consumer.stop();

    expect(ids.size).toBe(total);
    expect(new Set(handled)).toEqual(ids);
    expect(deadLetters).toEqual([]);
    // Of each message: consume, dispatch, two handlers, the work of each.
    expect(started).toBe(handled.length * 6);
    expect(ended).toBe(started);
    expect(tracing.spans()).toHaveLength(total / 100);
  });
});
