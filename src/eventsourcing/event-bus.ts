import { SpanKind } from '@opentelemetry/api';
import type { AttributeInput, Convention } from '../options.js';
import { batchAmong, eventIn, headerFacts, messageAmong } from './bus-message.js';
import { type ComponentOptions, componentConvention, type Operation } from './component.js';
import { type CarrierReader, type Correlation, consumerContext } from './consumer-context.js';
import { IN_MEMORY, type ServerOptions, serverOf } from './database.js';
import { isObject } from './fact-value.js';
import { add, type FactName, type Facts, type MutableFacts } from './facts.js';
import { headersAmong, producerContext } from './producer-context.js';
import { readArguments } from './read-call.js';
import { type EventReading, readEvent } from './read-event.js';
import { messagingAttributes, type Semconv, semconvOf } from './semconv.js';

export type EventBusOperation = 'publish' | 'publish_batch' | 'consume' | 'process' | 'dispatch' | 'handle';

export interface EventBusOptions extends ComponentOptions<EventBusOperation> {
  /** `rabbitmq`, `kafka`, `redis`, `nats`, or another. With `in_memory` only `dispatch` and `handle` are traced. */
  readonly system?: string;
  /** The exchange, topic, stream or subject: `events`. @default the bus's field `destination`, else what messages say */
  readonly destination?: string;
  readonly consumerGroup?: string;
  readonly server?: ServerOptions;
  /** Which names attributes have; `'seed'` is a deprecated name of `'legacy'`. @default 'stable'; 'both' where `OTEL_SEMCONV_STABILITY_OPT_IN` has `messaging/dup` */
  readonly semconv?: Semconv | 'seed';
  /** How a consumer's span is tied to its message. @default 'parent' */
  readonly correlation?: Correlation;
  /**
   * The headers of a message: where a producer's context is written to and a consumer's read from. It gets the method's
   * arguments; for a batch, each message.
   * @default those of the clients' messages, and the field `headers` of a producer's arguments
   */
  readonly carrier?: CarrierReader;
  /** Whether a producer writes over the context that a message has already. @default false: it links to it */
  readonly overwrite?: boolean;
  /** Names with the event's type or the handler's name: `publish OrderCreated`. @default true for `kafka` */
  readonly typedNames?: boolean;
}

/**
 * An event bus: spans `eventsource.event_bus.publish` and `.publish_batch` (PRODUCER), `.consume` and `.process` (CONSUMER),
 * `.dispatch` and `.handle`. Kafka's are `publish {event_type}`, `consume {event_type}` and, for each handler,
 * `dispatch {handler}`.
 *
 * `publish(event, { headers })` writes the span's context into the headers before the method runs; where the headers are
 * made inside the method, `injectTraceContext(headers)` does the same. `consume(message)` reads the message of amqplib,
 * kafkajs, node-redis or NATS; a message without a context begins a new trace. `consumeBatch(messages)` is one span with a
 * link for each message. `dispatch(event, handlers)` and `handle(handler, event)` come below, wherever they run.
 *
 * @throws TypeError where an option is wrong
 */
export function eventBus(options: EventBusOptions = {}): Convention {
  const { system, destination, server } = options;
  const semconv = semconvOf('messaging', options.semconv);
  const external = system !== IN_MEMORY;
  const messaging = external ? messagingAttributes(semconv, { system, destination }) : {};
  return componentConvention<EventBusOperation>(
    {
      convention: 'eventBus',
      prefix: PREFIX,
      operations: busOperations(options, semconv),
      attributes: { ...messaging, ...serverOf(server) },
      options: OPTIONS,
    },
    external ? options : { ...options, without: [...(options.without ?? []), ...BROKER_OPERATIONS] },
  );
}

const PREFIX = 'eventsource.event_bus';

const BROKER_OPERATIONS = ['publish', 'publish_batch', 'consume', 'process'] as const;

const OPTIONS = [
  'system',
  'destination',
  'consumerGroup',
  'server',
  'semconv',
  'correlation',
  'carrier',
  'overwrite',
  'typedNames',
];

function busOperations(options: EventBusOptions, semconv: Semconv): Record<EventBusOperation, Operation> {
  const { system, correlation = 'parent', overwrite = false, carrier, consumerGroup } = options;
  const typed = options.typedNames ?? system === 'kafka';
  const named = (span: string, takes: Reading, fact: FactName) =>
    typed ? { name: (...args: readonly unknown[]) => withFact(span, takes(args, options)[fact]) } : {};

  const producer = (methods?: string[]): Operation => ({
    kind: SpanKind.PRODUCER,
    methods,
    takes: published,
    attributes: (_, bus) =>
      messagingAttributes(semconv, {
        operation: ['publish', 'send'],
        destination: options.destination ?? destinationOf(bus),
      }),
    traced: { ...named('publish', published, 'eventType'), ...producerContext(overwrite, carrier) },
  });
  const consumer = (name: 'consume' | 'process'): Operation => ({
    kind: SpanKind.CONSUMER,
    methods: [`${name}_batch`],
    takes: (args, reading) => Object.assign(consumed(args, reading), { consumerGroup }),
    attributes: (args, bus) =>
      messagingAttributes(semconv, {
        operation: [name, 'process'],
        destination: options.destination ?? destinationOf(bus) ?? messageAmong(args)?.destination,
      }),
    traced: { ...named(name, consumed, 'eventType'), ...consumerContext(correlation, carrier) },
  });
  return {
    publish: producer(),
    publish_batch: producer(),
    consume: consumer('consume'),
    process: consumer('process'),
    dispatch: { takes: handled, gives: ['handlerCount'], traced: named('dispatch', handled, 'handlerName') },
    handle: {
      span: typed ? 'dispatch' : 'handle',
      takes: handled,
      gives: (result) => ({ handlerSuccess: succeeded(result) }),
      fails: { handlerSuccess: false },
      traced: named('dispatch', handled, 'handlerName'),
    },
  };
}

function destinationOf(bus: unknown): string | undefined {
  const destination = isObject(bus) ? bus.destination : undefined;
  return typeof destination === 'string' && destination !== '' ? destination : undefined;
}

type Reading = (args: readonly unknown[], reading: EventReading) => Facts;

function withFact(span: string, fact: AttributeInput): string {
  return typeof fact === 'string' ? `${PREFIX}.${span} ${fact}` : `${PREFIX}.${span}`;
}

function published(args: readonly unknown[], reading: EventReading): Facts {
  const facts: MutableFacts = {};
  const batch = args.find((arg) => Array.isArray(arg));
  if (batch !== undefined && batch.length > 1) facts.messageCount = batch.length;
  add(facts, readArguments(['event', 'events', 'routingKey'], args, reading));
  add(facts, headerFacts(headersAmong(args)));
  return facts;
}

function consumed(args: readonly unknown[], reading: EventReading): Facts {
  const facts: MutableFacts = {};
  const batch = batchAmong(args);
  if (batch !== undefined) return { messageCount: batch.length };
  const message = messageAmong(args);
  const event = args.map((arg) => eventIn(arg, reading)).find((candidate) => candidate !== undefined);
  if (event !== undefined) add(facts, readEvent(event, reading));
  add(facts, message?.facts());
  return facts;
}

function handled(args: readonly unknown[], reading: EventReading): Facts {
  return readArguments(['handler', 'event', 'handlers'], args, reading);
}

function succeeded(result: unknown): boolean {
  return result !== false && !(isObject(result) && result.success === false);
}
