import { trace } from '@opentelemetry/api';
import { type EachBatchPayload, Kafka, logLevel } from 'kafkajs';
import { TracedClass } from 'otel-traced';
import { type Correlation, eventBus } from 'otel-traced/eventsourcing';
import { serviceAddress } from '../../examples/event-sourcing/services';
import { useTracing } from '../support/tracing';
import { event } from './events';
import { BROKERS, usePublisher } from './publisher';
import { type RawClient, rawClient } from './raw-client';

const TYPES = ['OrderCreated', 'ItemAdded', 'OrderPaid'];

/** What a link says of a message, by broker. */
const LINKED = {
  rabbitmq: [
    'eventsource.event.id',
    'eventsource.event.type',
    'messaging.message.id',
    'rabbitmq.destination.routing_key',
  ],
  redis: ['eventsource.event.id', 'eventsource.event.type', 'messaging.message.id'],
  nats: ['eventsource.event.id', 'eventsource.event.type', 'messaging.message.id'],
  kafka: [
    'eventsource.event.id',
    'eventsource.event.type',
    'kafka.offset',
    'messaging.destination.partition.id',
  ],
};

describe.each(BROKERS)('the messages of the client of %s', (broker) => {
  const tracing = useTracing();
  const publisher = usePublisher(broker);
  let client: RawClient;
  let messages: unknown[];
  /** The ids of the spans that published them. */
  let producers: string[];

  beforeAll(async () => {
    client = await rawClient(broker, publisher.channel);
  });
  afterAll(() => client.close());

  // One producer span for each message, before each test: what the tests consume is theirs.
  beforeEach(async () => {
    for (const type of TYPES) await publisher.bus.publish([event(type)]);
    producers = tracing.spans().map((span) => span.spanContext().spanId);
    messages = await client.receive(TYPES.length);
  });

  /** The spans of a consumer that gets the messages one by one, or all at once. */
  function consumed(correlation: Correlation, ...calls: unknown[]) {
    @TracedClass(eventBus({ system: broker, correlation, typedNames: false }))
    class Consumer {
      consume(_message: unknown) {}
      consumeBatch(_messages: unknown) {}
    }
    const consumer = new Consumer();
    trace.getTracer('test').startActiveSpan('ambient', (ambient) => {
      for (const call of calls) Array.isArray(call) ? consumer.consumeBatch(call) : consumer.consume(call);
      ambient.end();
    });
    const ambient = tracing.find('ambient').spanContext().spanId;
    const spans = tracing.spans().filter((span) => span.name === 'eventsource.event_bus.consume');
    return { ambient, spans };
  }

  /** The producers, in the order in which the messages were received: Kafka has several partitions. */
  const received = () =>
    messages.map(
      (message) => producers[TYPES.findIndex((type) => JSON.stringify(bytes(message)).includes(type))],
    );

  it('make consumer spans children of their producers by default', () => {
    const { ambient, spans } = consumed('parent', ...messages);

    expect(spans.map((span) => span.parentSpanContext?.spanId)).toEqual(received());
    // The span that was active is not lost.
    for (const span of spans) expect(span.links.map((link) => link.context.spanId)).toEqual([ambient]);
  });

  it('are linked to, where that is asked for', () => {
    const { ambient, spans } = consumed('links', ...messages);

    expect(spans.map((span) => span.parentSpanContext?.spanId)).toEqual([ambient, ambient, ambient]);
    expect(spans.map((span) => span.links.map((link) => link.context.spanId))).toEqual(
      received().map((id) => [id]),
    );
  });

  it('are parent and link, where that is asked for', () => {
    const { ambient, spans } = consumed('both', ...messages);

    expect(spans.map((span) => span.parentSpanContext?.spanId)).toEqual(received());
    expect(spans.map((span) => span.links.map((link) => link.context.spanId))).toEqual(
      received().map((id) => [id, ambient]),
    );
  });

  it('make one span with a link for each message of a batch, and what differs stands on the links', () => {
    const { ambient, spans } = consumed('parent', messages);

    expect(spans).toHaveLength(1);
    const [batch] = spans;
    expect(batch?.parentSpanContext?.spanId).toBe(ambient);
    expect(batch?.attributes).toMatchObject({
      'messaging.batch.message_count': 3,
      'messaging.system.name': broker,
    });
    expect(batch?.links.map((link) => link.context.spanId)).toEqual(received());
    for (const link of batch?.links ?? [])
      expect(Object.keys(link.attributes ?? {}).sort()).toEqual(LINKED[broker]);
    expect(batch?.links.map((link) => link.attributes?.['eventsource.event.type']).sort()).toEqual(
      [...TYPES].sort(),
    );
  });
});

/** A message with its bytes as text. */
function bytes(message: unknown): unknown {
  if (message instanceof Uint8Array) return Buffer.from(message).toString('utf8');
  if (typeof message !== 'object' || message === null) return message;
  const { data, value, content, message: inner } = message as Record<string, unknown>;
  if (data instanceof Uint8Array || value instanceof Uint8Array || content instanceof Uint8Array)
    return [data, value, content].map(bytes);
  return inner === undefined ? message : bytes(inner);
}

describe('a batch that kafkajs hands out', () => {
  const tracing = useTracing();
  const publisher = usePublisher('kafka');

  it('is one span with a link for each message', async () => {
    const created = event();
    // One key, so one partition and one batch.
    await publisher.bus.publish([created, { ...event(), aggregateId: created.aggregateId }]);
    const producer = tracing.spans()[0]?.spanContext().spanId;

    @TracedClass(eventBus({ system: 'kafka' }))
    class Consumer {
      async consumeBatch({ batch }: EachBatchPayload) {
        return batch.messages.length;
      }
    }
    const kafka = new Kafka({ brokers: serviceAddress('kafka').split(','), logLevel: logLevel.NOTHING });
    const client = kafka.consumer({ groupId: publisher.channel });
    await client.connect();
    await client.subscribe({ topic: publisher.channel, fromBeginning: true });
    const traced = new Consumer();
    await new Promise<void>((resolve) => {
      void client.run({
        eachBatch: async (payload) => {
          if ((await traced.consumeBatch(payload)) > 0) resolve();
        },
      });
    });
    await client.disconnect();

    const batch = tracing.find('eventsource.event_bus.consume');
    expect(batch.attributes).toMatchObject({ 'messaging.batch.message_count': 2 });
    expect(batch.links.map((link) => [link.context.spanId, link.attributes?.['kafka.offset']])).toEqual([
      [producer, 0],
      [producer, 1],
    ]);
  });
});
