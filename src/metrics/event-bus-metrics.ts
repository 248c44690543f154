import type { Attributes, Context } from '@opentelemetry/api';
import { ATTR_MESSAGING_DESTINATION, ATTR_MESSAGING_SYSTEM, ATTR_OTEL_ERROR_TYPE } from '../attributes.js';
import type { CallMetrics, MeasuredMethod } from '../call-metrics.js';
import { busInstruments, consumerLag } from './bus-instruments.js';
import { describeCall } from './describe-call.js';
import { errorType } from './error-type.js';

/** Low-cardinality properties of a message on the bus. */
export interface BusMessage {
  /** Queue, topic or exchange. */
  readonly destination?: string;
  readonly partition?: number | string;
  readonly eventType?: string;
  /** How many messages of this kind, for a batch. @default 1 */
  readonly count?: number;
}

/** A handler that is called with an event. */
export interface BusHandler {
  readonly handler: string;
  readonly eventType?: string;
}

/** Describes the messages of a call from the method's arguments: one, or a list for a batch. */
export type DescribeMessages<Args extends readonly unknown[]> = (
  ...args: Args
) => BusMessage | readonly BusMessage[];

/** What was recorded so far, with and without a meter provider. */
export interface EventBusSnapshot {
  readonly messagesPublished: number;
  readonly messagesConsumed: number;
  readonly handlerCalls: number;
  readonly handlerErrors: number;
  /** By destination and partition: `orders/0`. */
  readonly consumerLag: Readonly<Record<string, number>>;
}

/**
 * The metrics of an event bus. Record them directly, or by the calls of traced methods: `publishing`, `consuming` and
 * `handling` return values for the option `metrics`, which record while a meter provider is registered. If their callback
 * throws, that is reported and the message is counted without its attributes.
 */
export interface EventBusMetrics {
  published(message?: BusMessage): void;
  consumed(message?: BusMessage): void;
  /** @param milliseconds how long the handler took; `error`: what it threw */
  handled(handler: BusHandler, milliseconds: number, error?: unknown): void;
  /** @param messages how many messages the consumer is behind */
  setConsumerLag(messages: number, message?: BusMessage): void;
  /** A call that succeeds has published its messages. */
  publishing<Args extends readonly unknown[]>(describe: DescribeMessages<Args>): CallMetrics;
  /** Each call has consumed its messages, whether it succeeds or fails. */
  consuming<Args extends readonly unknown[]>(describe: DescribeMessages<Args>): CallMetrics;
  /** Each call is one of a handler. */
  handling<Args extends readonly unknown[]>(describe: (...args: Args) => BusHandler): CallMetrics;
  getSnapshot(): EventBusSnapshot;
  /** Sets the lag that this bus has set to 0: the bus is closed. */
  close(): void;
}

/** @see eventBusMetrics */
export interface EventBusMetricsOptions {
  /** First part of the metrics' names. @default 'kafka.eventbus' */
  readonly prefix?: string;
  /** The attribute `messaging.system`. @default 'kafka' */
  readonly system?: string;
}

/**
 * Metrics of an event bus: `kafka.eventbus.messages.published`, `kafka.eventbus.messages.consumed`,
 * `kafka.eventbus.handler.duration` (in milliseconds) and `kafka.eventbus.consumer.lag`, with `messaging.system`,
 * `messaging.destination`, `messaging.kafka.partition`, `event.type`, `handler.name` and `error.type`.
 *
 * @example
 * const metrics = eventBusMetrics({ prefix: 'rabbitmq.eventbus', system: 'rabbitmq' });
 * metrics.published({ destination: 'orders', eventType: 'OrderPlaced' });
 */
export function eventBusMetrics(options: EventBusMetricsOptions = {}): EventBusMetrics {
  return new Bus(options.prefix ?? 'kafka.eventbus', options.system ?? 'kafka');
}

class Bus implements EventBusMetrics {
  private messagesPublished = 0;
  private messagesConsumed = 0;
  private handlerCalls = 0;
  private handlerErrors = 0;
  private lag: Record<string, number> = {};

  constructor(
    private readonly prefix: string,
    private readonly system: string,
  ) {}

  published(message: BusMessage = {}): void {
    this.countPublished([message]);
  }

  consumed(message: BusMessage = {}): void {
    this.countConsumed([message]);
  }

  handled(handler: BusHandler, milliseconds: number, ...failure: [error?: unknown]): void {
    this.recordHandled(handler, milliseconds, failure.length > 0 ? errorType(failure[0]) : undefined);
  }

  setConsumerLag(messages: number, { destination, partition }: BusMessage = {}): void {
    this.lag[[destination, partition].filter((part) => part !== undefined).join('/')] = messages;
    consumerLag(this.prefix).set(messages, this.messageAttributes({ destination, partition }), this);
    this.instruments();
  }

  publishing<Args extends readonly unknown[]>(describe: DescribeMessages<Args>): CallMetrics {
    return {
      begin: (method, self, args, context) => {
        const messages = describeMessages(describe, method, self, args);
        return {
          finish: ({ kind, errorType }) => {
            if (kind !== 'given-up' && errorType === undefined) this.countPublished(messages, context);
          },
        };
      },
    };
  }

  consuming<Args extends readonly unknown[]>(describe: DescribeMessages<Args>): CallMetrics {
    return {
      begin: (method, self, args, context) => {
        this.countConsumed(describeMessages(describe, method, self, args), context);
        return undefined;
      },
    };
  }

  handling<Args extends readonly unknown[]>(describe: (...args: Args) => BusHandler): CallMetrics {
    return {
      begin: (method, self, args, context) => {
        const handler = describeCall(describe, method, self, args) ?? {};
        return {
          finish: ({ kind, seconds, errorType }) => {
            if (kind !== 'given-up') this.recordHandled(handler, seconds * 1_000, errorType, context);
          },
        };
      },
    };
  }

  getSnapshot(): EventBusSnapshot {
    const { messagesPublished, messagesConsumed, handlerCalls, handlerErrors, lag } = this;
    return { messagesPublished, messagesConsumed, handlerCalls, handlerErrors, consumerLag: { ...lag } };
  }

  close(): void {
    this.lag = {};
    consumerLag(this.prefix).release(this);
  }

  private instruments() {
    return busInstruments(this.prefix).current();
  }

  // The publisher doesn't know the partition of a message that it publishes.
  private countPublished(messages: readonly BusMessage[], context?: Context): void {
    for (const { destination, eventType, count = 1 } of messages) {
      this.messagesPublished += count;
      this.instruments().published.add(count, this.messageAttributes({ destination, eventType }), context);
    }
  }

  private countConsumed(messages: readonly BusMessage[], context?: Context): void {
    for (const { count = 1, ...message } of messages) {
      this.messagesConsumed += count;
      this.instruments().consumed.add(count, this.messageAttributes(message), context);
    }
  }

  private recordHandled(
    { handler, eventType }: Partial<BusHandler>,
    milliseconds: number,
    errorType: string | undefined,
    context?: Context,
  ): void {
    this.handlerCalls++;
    if (errorType !== undefined) this.handlerErrors++;
    const attributes = {
      'handler.name': handler,
      'event.type': eventType,
      [ATTR_OTEL_ERROR_TYPE]: errorType,
    };
    this.instruments().duration.record(milliseconds, withoutUndefined(attributes), context);
  }

  private messageAttributes({ destination, partition, eventType }: BusMessage): Attributes {
    return withoutUndefined({
      [ATTR_MESSAGING_SYSTEM]: this.system,
      [ATTR_MESSAGING_DESTINATION]: destination,
      [`messaging.${this.system}.partition`]: partition,
      'event.type': eventType,
    });
  }
}

function withoutUndefined(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}

function describeMessages<Args extends readonly unknown[]>(
  describe: DescribeMessages<Args>,
  method: MeasuredMethod,
  self: unknown,
  args: readonly unknown[],
): readonly BusMessage[] {
  const described = describeCall(describe, method, self, args) ?? {};
  return Array.isArray(described) ? described : [described as BusMessage];
}
