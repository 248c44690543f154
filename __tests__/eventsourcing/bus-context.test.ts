import { context, propagation, ROOT_CONTEXT, type SpanContext, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { AlwaysOffSampler, ParentBasedSampler } from '@opentelemetry/sdk-trace';
import { headers as natsHeaders } from 'nats';
import { extractTraceContext, injectTraceContext } from 'otel-traced';
import { catchUpRunner, type EventBusOptions, eventBus, withTraceMetadata } from 'otel-traced/eventsourcing';
import type { RecordedSpan } from 'otel-traced/testing';
import { useTracing } from '../support/tracing';
import { component, withMethods } from './component';

const tracing = useTracing();
beforeEach(() => void propagation.setGlobalPropagator(new W3CTraceContextPropagator()));

type Headers = Record<string, unknown>;

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const OTHER = '00-11111111111111111111111111111111-2222222222222222-01';

const PRODUCER = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };

/** The message of each client, with these headers. */
const clients: readonly [client: string, message: (headers: Headers) => unknown][] = [
  ['amqplib', (headers) => ({ fields: {}, properties: { headers }, content: Buffer.from('{}') })],
  [
    'kafkajs, eachMessage',
    (headers) => ({ topic: 't', partition: 0, message: { offset: '1', value: null, headers } }),
  ],
  [
    'kafkajs, headers as bytes',
    (headers) => ({
      offset: '1',
      value: null,
      headers: Object.fromEntries(
        Object.entries(headers).map(([key, value]) => [key, Buffer.from(String(value))]),
      ),
    }),
  ],
  ['node-redis', (headers) => ({ id: '1-0', message: { ...headers, data: '{}' } })],
  [
    'NATS JetStream',
    (fields) => {
      const headers = natsHeaders();
      for (const [key, value] of Object.entries(fields)) headers.set(key, String(value));
      return { subject: 's', seq: 1, data: new Uint8Array(), headers };
    },
  ],
  ['an event with metadata', (metadata) => ({ eventType: 'OrderCreated', metadata })],
];

const consume = (options: EventBusOptions, ...args: unknown[]) => {
  withMethods(eventBus(options), ['consume']).consume!(...args);
  return tracing.spans().at(-1) as RecordedSpan;
};

const idsOf = ({ traceId, spanId }: SpanContext) => ({ traceId, spanId });

/** Runs in a span that has nothing to do with the message. */
function inOtherSpan<T>(run: () => T): T {
  return context.with(extractTraceContext({ traceparent: OTHER }, { context: ROOT_CONTEXT }), run);
}

describe.each(clients)('X4: consuming a message of %s', (_, message) => {
  it('is a child of the producer span', () => {
    const span = consume({}, message({ traceparent: TRACEPARENT }));

    expect(span.parentSpanContext).toMatchObject({ ...PRODUCER, isRemote: true });
    expect(span.links).toEqual([]);
  });

  it('begins a new trace where there is no context, or garbage, whatever span is active', () => {
    for (const headers of [{}, { traceparent: 'garbage' }, { traceparent: `00-${'0'.repeat(32)}-1-01` }]) {
      const span = inOtherSpan(() => consume({}, message(headers)));

      expect(span.parentSpanContext).toBeUndefined();
      expect(span.spanContext().traceId).not.toBe('11111111111111111111111111111111');
    }
  });
});

describe('the ways to tie a consumer to its message', () => {
  const message = { properties: { headers: { traceparent: TRACEPARENT } }, fields: {} };

  it('parent: a child; the span that was active is linked', () => {
    const span = inOtherSpan(() => consume({ correlation: 'parent' }, message));

    expect(span.parentSpanContext).toMatchObject(PRODUCER);
    expect(span.links.map((link) => link.context.spanId)).toEqual(['2222222222222222']);
  });

  it('links: in the trace of the active span, linked to the producer', () => {
    const span = inOtherSpan(() => consume({ correlation: 'links' }, message));

    expect(span.parentSpanContext?.spanId).toBe('2222222222222222');
    expect(span.links.map((link) => idsOf(link.context))).toEqual([PRODUCER]);
  });

  it('both: a child of the producer that is linked to it as well', () => {
    const span = consume({ correlation: 'both' }, message);

    expect(span.parentSpanContext).toMatchObject(PRODUCER);
    expect(span.links.map((link) => idsOf(link.context))).toEqual([PRODUCER]);
  });

  it('a call without a message stays in the active span', () => {
    expect(inOtherSpan(() => consume({})).parentSpanContext?.spanId).toBe('2222222222222222');
  });
});

describe('a batch', () => {
  const messages = [
    {
      fields: { routingKey: 'a' },
      properties: { messageId: 'm-1', headers: { traceparent: TRACEPARENT, event_type: 'OrderCreated' } },
    },
    { fields: { routingKey: 'b' }, properties: { messageId: 'm-2', headers: {} } },
    {
      fields: { routingKey: 'c' },
      properties: { messageId: 'm-3', headers: { traceparent: OTHER, event_type: 'OrderPaid' } },
    },
  ];

  it.each(['parent', 'links', 'both'] as const)(
    'is one span with a link for each message (%s)',
    (correlation) => {
      const span = consume({ correlation }, messages);

      expect(span.parentSpanContext).toBeUndefined();
      expect(span.attributes).toMatchObject({ 'messaging.batch.message_count': 3 });
      expect(span.links.map((link) => [link.context.spanId, link.attributes])).toEqual([
        [
          PRODUCER.spanId,
          {
            'messaging.message.id': 'm-1',
            'rabbitmq.destination.routing_key': 'a',
            'eventsource.event.type': 'OrderCreated',
          },
        ],
        [
          '2222222222222222',
          {
            'messaging.message.id': 'm-3',
            'rabbitmq.destination.routing_key': 'c',
            'eventsource.event.type': 'OrderPaid',
          },
        ],
      ]);
    },
  );

  it('of kafkajs has its messages in the payload', () => {
    const batch = {
      topic: 't',
      partition: 0,
      messages: [{ offset: '5', value: null, headers: { traceparent: Buffer.from(TRACEPARENT) } }],
    };
    const bus = withMethods(eventBus({ system: 'kafka' }), ['consumeBatch']);
    bus.consumeBatch!({ batch });

    const [span] = tracing.spans();
    expect(span?.name).toBe('eventsource.event_bus.consume');
    expect(span?.links.map((link) => [link.context.spanId, link.attributes])).toEqual([
      [PRODUCER.spanId, { 'kafka.offset': 5 }],
    ]);
  });
});

describe('what a message says', () => {
  it.each<[string, unknown, object]>([
    [
      'amqplib',
      {
        fields: { exchange: 'events', routingKey: 'orders' },
        properties: { messageId: 'm-1', type: 'OrderCreated', headers: {} },
      },
      {
        'messaging.destination.name': 'events',
        'messaging.message.id': 'm-1',
        'rabbitmq.destination.routing_key': 'orders',
        'eventsource.event.type': 'OrderCreated',
      },
    ],
    [
      'kafkajs',
      {
        topic: 'events',
        partition: 2,
        message: { offset: '42', headers: { event_type: Buffer.from('OrderCreated') } },
      },
      {
        'messaging.destination.name': 'events',
        'messaging.destination.partition.id': '2',
        'kafka.offset': 42,
        'eventsource.event.type': 'OrderCreated',
      },
    ],
    [
      'node-redis',
      { id: '1700-0', message: { event_type: 'OrderCreated', event_id: 'e-1', data: 'secret' } },
      {
        'messaging.message.id': '1700-0',
        'eventsource.event.type': 'OrderCreated',
        'eventsource.event.id': 'e-1',
      },
    ],
    [
      'headers of a class, with getters',
      {
        headers: new (class {
          get event_type() {
            return 'OrderCreated';
          }
        })(),
      },
      { 'eventsource.event.type': 'OrderCreated' },
    ],
    [
      'NATS',
      { subject: 'events.orders', seq: 7, data: new Uint8Array() },
      { 'messaging.destination.name': 'events.orders', 'messaging.message.id': '7' },
    ],
  ])('is on the span: %s', (_, message, expected) => {
    const { attributes } = consume({}, message);

    expect(attributes).toEqual({
      'messaging.operation.name': 'consume',
      'messaging.operation.type': 'process',
      ...expected,
    });
  });
});

describe('a producer', () => {
  const publish = (options: EventBusOptions, ...args: unknown[]) => {
    withMethods(eventBus(options), ['publish']).publish!(...args);
    return tracing.spans().at(-1) as RecordedSpan;
  };
  const traceparent = (span: RecordedSpan) =>
    `00-${span.spanContext().traceId}-${span.spanContext().spanId}-01`;

  it('X2: writes its own context into the headers before the method runs', () => {
    const headers: Headers = {};
    const bus = component(eventBus(), { publish: () => ({ ...headers }) });
    const sent = inOtherSpan(() => bus.publish!({ eventType: 'OrderCreated' }, { headers }));

    expect(sent).toEqual({ traceparent: traceparent(tracing.find('eventsource.event_bus.publish')) });
  });

  it('says where to: by the option, or by the field of the bus', () => {
    expect(publish({ destination: 'events' }).attributes).toMatchObject({
      'messaging.destination.name': 'events',
    });
    withMethods(eventBus(), ['publish'], { destination: 'orders' }).publish!();
    expect(tracing.spans().at(-1)?.attributes).toMatchObject({ 'messaging.destination.name': 'orders' });
  });

  it('leaves an event alone that is not the carrier', () => {
    const event = Object.freeze({ eventType: 'OrderCreated', metadata: Object.freeze({ a: 1 }) });
    publish({}, event);

    expect(event).toEqual({ eventType: 'OrderCreated', metadata: { a: 1 } });
  });

  it('keeps the context of a message that has one, and links to it', () => {
    const headers = { traceparent: TRACEPARENT };
    const span = publish({}, { eventType: 'OrderCreated' }, { headers });

    expect(headers).toEqual({ traceparent: TRACEPARENT });
    expect(span.links.map((link) => idsOf(link.context))).toEqual([PRODUCER]);
  });

  it('writes over it when told to', () => {
    const headers = { traceparent: TRACEPARENT };
    const span = publish({ overwrite: true }, { eventType: 'OrderCreated' }, { headers });

    expect(headers).toEqual({ traceparent: traceparent(span) });
    expect(span.links).toEqual([]);
  });

  it('writes into each message of a batch', () => {
    const batch = [{ headers: {} }, { headers: { traceparent: TRACEPARENT } }, { headers: {} }];
    const span = publish({}, batch);

    expect(batch.map((message) => (message.headers as Headers).traceparent)).toEqual([
      traceparent(span),
      TRACEPARENT,
      traceparent(span),
    ]);
    expect(span.attributes).toMatchObject({ 'messaging.batch.message_count': 3 });
  });

  it('finds the carrier by the reader', () => {
    const meta = new Map<string, string>();
    const options: EventBusOptions = { carrier: (message: { meta: Map<string, string> }) => message.meta };
    const produced = publish(options, { meta });
    const consumed = consume(options, { meta });

    expect(consumed.parentSpanContext?.spanId).toBe(produced.spanContext().spanId);
  });
});

it('ties consumer to producer through the headers of every client', () => {
  for (const [client, message] of clients) {
    const headers: Headers = {};
    withMethods(eventBus(), ['publish']).publish!({ eventType: 'OrderCreated' }, { headers });
    const producer = tracing.spans().at(-1)?.spanContext();
    const consumer = consume({}, message(headers));

    expect([client, consumer.parentSpanContext?.spanId]).toEqual([client, producer?.spanId]);
  }
});

describe('dispatch and handle', () => {
  it('come below the consumer, and what handlers start below them', async () => {
    const bus = component(eventBus(), {
      async consume(this: Record<string, (...args: unknown[]) => unknown>, message: { event: unknown }) {
        await this.dispatch!(message.event, [async () => undefined]);
      },
      async dispatch(
        this: Record<string, (...args: unknown[]) => unknown>,
        event: unknown,
        handlers: unknown[],
      ) {
        await Promise.all(handlers.map((handler) => this.handle!(handler, event)));
      },
      async handle(handler: (event: unknown) => Promise<void>, event: unknown) {
        await handler(event);
        trace.getTracer('mine').startSpan('mine').end();
      },
    });
    await bus.consume!({ event: { eventType: 'OrderCreated' }, headers: { traceparent: TRACEPARENT } });

    const parents = Object.fromEntries(
      tracing.spans().map((span) => [span.name, span.parentSpanContext?.spanId]),
    );
    const id = (name: string) => tracing.find(name).spanContext().spanId;
    expect(parents).toEqual({
      'eventsource.event_bus.consume': PRODUCER.spanId,
      'eventsource.event_bus.dispatch': id('eventsource.event_bus.consume'),
      'eventsource.event_bus.handle': id('eventsource.event_bus.dispatch'),
      mine: id('eventsource.event_bus.handle'),
    });
  });
});

describe('the metadata of an event', () => {
  it('is copied with the context in both formats', () => {
    const metadata = Object.freeze({ user: 'u-1' });
    const written = inOtherSpan(() => withTraceMetadata(metadata));

    expect(written).toEqual({
      user: 'u-1',
      traceparent: OTHER,
      $traceId: '11111111111111111111111111111111',
      $spanId: '2222222222222222',
    });
    expect(metadata).toEqual({ user: 'u-1' });
  });

  it('goes through JSON and back', () => {
    const stored = inOtherSpan(() => JSON.stringify(withTraceMetadata()));
    const read = trace.getSpanContext(extractTraceContext(JSON.parse(stored), { context: ROOT_CONTEXT }));

    expect(read).toMatchObject({ spanId: '2222222222222222', traceFlags: 1 });
  });

  it('keeps a context that it has, unless told otherwise', () => {
    const created = { traceparent: TRACEPARENT };

    expect(inOtherSpan(() => withTraceMetadata(created))).toEqual(created);
    expect(inOtherSpan(() => withTraceMetadata(created, { overwrite: true }))).toMatchObject({
      traceparent: OTHER,
    });
  });

  it('is only copied where there is no span', () => {
    expect(withTraceMetadata({ user: 'u-1' })).toEqual({ user: 'u-1' });
    expect(withTraceMetadata()).toEqual({});
  });

  it('is read with 0x, short and in upper case, as KurrentDB clients write it', () => {
    const span = consume(
      {},
      {
        eventType: 'x',
        metadata: { $traceId: '0xAF7651916CD43DD8448EB211C80319C', $spanId: 'B7AD6B7169203331' },
      },
    );

    expect(span.parentSpanContext).toMatchObject(PRODUCER);
  });
});

describe('X4: events of the past', () => {
  const event = (metadata?: object) => ({ eventType: 'OrderCreated', eventId: 'e-1', metadata });
  const created = { traceparent: TRACEPARENT };

  it.each([
    ['in W3C format', created],
    ["by KurrentDB's ids", { $traceId: PRODUCER.traceId, $spanId: PRODUCER.spanId }],
  ])('are linked to the span that created them, named %s, in the trace of the runner', (_, metadata) => {
    const runner = withMethods(catchUpRunner(), ['deliverEvent']);
    inOtherSpan(() => runner.deliverEvent!(event(metadata), 7));
    const [span] = tracing.spans() as [RecordedSpan];
    expect(span.links.map((link) => idsOf(link.context))).toEqual([PRODUCER]);
    expect(span.parentSpanContext?.traceId).toBe('1'.repeat(32));
  });

  it('have a link each in a batch, those without a context none', () => {
    const batch = [event(created), event(), event({ traceparent: 'garbage' }), event(created)];
    withMethods(catchUpRunner(), ['deliver_batch']).deliver_batch!(batch);
    const [span] = tracing.spans() as [RecordedSpan];
    expect(span.links.map((link) => idsOf(link.context))).toEqual([PRODUCER, PRODUCER]);
    expect(span.attributes['eventsource.batch.size']).toBe(4);
  });

  it.each([
    [[]],
    [[undefined]],
    [[event()]],
    [[event({ traceparent: 'garbage' })]],
    [[{ metadata: 'text' }]],
  ])('without a context have none: %j', (args) => {
    withMethods(catchUpRunner(), ['deliverEvent']).deliverEvent!(...args);
    expect(tracing.spans().map(({ links }) => links)).toEqual([[]]);
  });
});

describe('the carriers of real clients, written by injectTraceContext', () => {
  it.each<[string, () => object]>([
    ['amqplib headers', () => ({})],
    ['a Redis field list', () => ['data', '{}']],
    ['pairs', () => [['data', '{}']]],
    ['NATS headers', () => natsHeaders()],
    ['Map', () => new Map()],
    ['Headers', () => new Headers()],
  ])('X3: %s', (_, make) => {
    const carrier = make();
    inOtherSpan(() => injectTraceContext(carrier));

    expect(trace.getSpanContext(extractTraceContext(carrier, { context: ROOT_CONTEXT }))?.spanId).toBe(
      '2222222222222222',
    );
  });
});

describe('where nothing is sampled', () => {
  const unsampled = useTracing({ sampler: new ParentBasedSampler({ root: new AlwaysOffSampler() }) });
  beforeEach(() => void propagation.setGlobalPropagator(new W3CTraceContextPropagator()));

  it('the producer says so in the headers and the consumer keeps to it', () => {
    const headers: Headers = {};
    const seen: (SpanContext | undefined)[] = [];
    const bus = component(eventBus(), {
      publish: () => seen.push(trace.getActiveSpan()?.spanContext()),
      consume: () => seen.push(trace.getActiveSpan()?.spanContext()),
    });
    bus.publish!({ eventType: 'x' }, { headers });
    bus.consume!({ fields: {}, properties: { headers } });

    expect(headers.traceparent).toMatch(/-00$/);
    expect(seen[1]?.traceId).toBe(seen[0]?.traceId);
    expect(seen[1]?.traceFlags).toBe(0);
    expect(unsampled.spans()).toEqual([]);
  });
});
