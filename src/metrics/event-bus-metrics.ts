import type { Attributes } from '@opentelemetry/api';
import { ATTR_MESSAGING_DESTINATION, ATTR_MESSAGING_SYSTEM, ATTR_OTEL_ERROR_TYPE } from '../attributes.js';
import type { CallMetrics } from '../call-metrics.js';
import { type BusInstruments, busInstruments } from './bus-instruments.js';
import { typeOf } from './error-type.js';
import type { Instruments } from './instruments.js';
import { LatestValues } from './latest-values.js';
import { COMPONENT_SCOPE } from './meter-scope.js';

/** A message on the bus, by what is low in cardinality of it. */
export interface BusMessage {
  /** Queue, topic or exchange. */
  readonly destination?: string;
  readonly partition?: number | string;
  readonly eventType?: string;
}

/** A handler that is given an event. */
export interface BusHandler {
  readonly handler: string;
  readonly eventType?: string;
}

/** What was recorded so far, whether a meter provider is registered or not. */
export interface EventBusSnapshot {
  readonly messagesPublished: number;
  readonly messagesConsumed: number;
  readonly handlerCalls: number;
  readonly handlerErrors: number;
  /** By destination and partition: `orders/0`. */
  readonly consumerLag: Readonly<Record<string, number>>;
}

/**
 * The metrics of an event bus. Each kind may be recorded by hand, or by the call of a traced method: `publishing`,
 * `consuming` and `handling` are values for its option `metrics`; they take what describes the message from the
 * method's arguments, and record where a meter provider is registered.
 */
export interface EventBusMetrics {
  published(message?: BusMessage): void;
  consumed(message?: BusMessage): void;
  /** @param milliseconds how long the handler took; `error`: what it threw */
  handled(handler: BusHandler, milliseconds: number, error?: unknown): void;
  /** @param messages how many messages the consumer is behind */
  setConsumerLag(messages: number, message?: BusMessage): void;
  /** A call that succeeds has published a message. */
  publishing<Args extends readonly unknown[]>(describe: (...args: Args) => BusMessage): CallMetrics;
  /** Each call has consumed a message, whatever comes of it. */
  consuming<Args extends readonly unknown[]>(describe: (...args: Args) => BusMessage): CallMetrics;
  /** Each call is one of a handler. */
  handling<Args extends readonly unknown[]>(describe: (...args: Args) => BusHandler): CallMetrics;
  getSnapshot(): EventBusSnapshot;
  /** Takes the lag from what is collected: the bus is no more. */
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
 */
export function eventBusMetrics(options: EventBusMetricsOptions = {}): EventBusMetrics {
  return new Bus(options.prefix ?? 'kafka.eventbus', options.system ?? 'kafka');
}

class Bus implements EventBusMetrics {
  private readonly lag = new LatestValues();
  private messagesPublished = 0;
  private messagesConsumed = 0;
  private handlerCalls = 0;
  private handlerErrors = 0;

  private readonly instruments: Instruments<BusInstruments>;

  constructor(
    prefix: string,
    private readonly system: string,
  ) {
    this.instruments = busInstruments(prefix, this.lag);
  }

  // A message that is published has no partition yet that the publisher knows.
  published({ destination, eventType }: BusMessage = {}): void {
    this.messagesPublished++;
    this.current().published.add(1, this.messageAttributes({ destination, eventType }));
  }

  consumed(message: BusMessage = {}): void {
    this.messagesConsumed++;
    this.current().consumed.add(1, this.messageAttributes(message));
  }

  handled(handler: BusHandler, milliseconds: number, ...failure: [error?: unknown]): void {
    this.recordHandled(handler, milliseconds, failure.length > 0 ? typeOf(failure[0]) : undefined);
  }

  setConsumerLag(messages: number, message: BusMessage = {}): void {
    const key = [message.destination, message.partition].filter((part) => part !== undefined).join('/');
    this.lag.set(key, messages, this.messageAttributes({ ...message, eventType: undefined }));
    this.current();
  }

  publishing<Args extends readonly unknown[]>(describe: (...args: Args) => BusMessage): CallMetrics {
    return {
      begin: (_method, self, args) => {
        const message = ask(describe, self, args);
        return {
          finish: ({ kind, errorType }) => {
            if (kind !== 'given-up' && errorType === undefined) this.published(message);
          },
        };
      },
    };
  }

  consuming<Args extends readonly unknown[]>(describe: (...args: Args) => BusMessage): CallMetrics {
    return {
      begin: (_method, self, args) => {
        this.consumed(ask(describe, self, args));
        return undefined;
      },
    };
  }

  handling<Args extends readonly unknown[]>(describe: (...args: Args) => BusHandler): CallMetrics {
    return {
      begin: (_method, self, args) => {
        const handler = ask(describe, self, args);
        return {
          finish: ({ kind, seconds, errorType }) => {
            if (kind !== 'given-up') this.recordHandled(handler, seconds * 1_000, errorType);
          },
        };
      },
    };
  }

  getSnapshot(): EventBusSnapshot {
    const { messagesPublished, messagesConsumed, handlerCalls, handlerErrors } = this;
    return {
      messagesPublished,
      messagesConsumed,
      handlerCalls,
      handlerErrors,
      consumerLag: this.lag.values(),
    };
  }

  close(): void {
    this.lag.clear();
    this.instruments.dispose();
  }

  private current(): BusInstruments {
    return this.instruments.current(COMPONENT_SCOPE);
  }

  private recordHandled({ handler, eventType }: BusHandler, milliseconds: number, errorType?: string): void {
    this.handlerCalls++;
    if (errorType !== undefined) this.handlerErrors++;
    const attributes = {
      'handler.name': handler,
      'event.type': eventType,
      [ATTR_OTEL_ERROR_TYPE]: errorType,
    };
    this.current().duration.record(milliseconds, known(attributes));
  }

  private messageAttributes({ destination, partition, eventType }: BusMessage): Attributes {
    return known({
      [ATTR_MESSAGING_SYSTEM]: this.system,
      [ATTR_MESSAGING_DESTINATION]: destination,
      [`messaging.${this.system}.partition`]: partition,
      'event.type': eventType,
    });
  }
}

function known(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}

function ask<Args extends readonly unknown[], Answer>(
  describe: (...args: Args) => Answer,
  self: unknown,
  args: readonly unknown[],
): Answer {
  // What describes a message is typed by hand, as metrics do not know the method that they will be put on.
  return Reflect.apply(describe, self, args) as Answer;
}
