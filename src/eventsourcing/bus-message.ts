import type { Carrier } from '../options.js';
import { type Fields, factIn, factValue, isObject } from './fact-value.js';
import { type Facts, factFields, type MutableFacts } from './facts.js';
import { type EventReading, isEvent } from './read-event.js';

/**
 * What a client hands to a consumer: amqplib's message, kafkajs's message or `eachMessage` payload, node-redis's stream
 * entry `{ id, message }`, a NATS message, or any object with `headers` or `metadata`.
 */
export interface BusMessage {
  readonly carrier: Carrier | undefined;
  /** Reads what the message says; only a span that records needs it. */
  readonly facts: () => Facts;
  /** The topic or exchange that the message says it came by. */
  readonly destination: string | undefined;
}

/** The message among the arguments; the first that looks like one. */
export function messageAmong(args: readonly unknown[]): BusMessage | undefined {
  for (const arg of args) {
    const message = readMessage(arg);
    if (message !== undefined) return message;
  }
  return undefined;
}

/** The messages of a batch: a list among the arguments, or kafkajs's `eachBatch` payload. */
export function batchAmong(args: readonly unknown[]): readonly unknown[] | undefined {
  for (const arg of args) {
    if (Array.isArray(arg)) return arg;
    if (isObject(arg) && isObject(arg.batch) && Array.isArray(arg.batch.messages)) return arg.batch.messages;
  }
  return undefined;
}

export function readMessage(value: unknown): BusMessage | undefined {
  if (!isObject(value)) return undefined;
  const message = clientMessage(value);
  if (message !== undefined) return message;
  const carrier = carrierOf(value.headers) ?? carrierOf(value.metadata);
  return carrier === undefined
    ? undefined
    : { carrier, facts: () => headerFacts(carrier), destination: undefined };
}

/** The event that an argument is or holds; a client's message is none itself. */
export function eventIn(value: unknown, reading: EventReading): Fields | undefined {
  if (!isObject(value)) return undefined;
  if (isObject(value.event)) return value.event;
  if (clientMessage(value) !== undefined) return undefined;
  // The class of a message with headers is no event type.
  if (value.headers !== undefined && factIn('eventType', value) === undefined && !reading.event)
    return undefined;
  return isEvent(value, reading) ? value : undefined;
}

function clientMessage(value: Fields): BusMessage | undefined {
  if (isObject(value.fields) && isObject(value.properties))
    return amqpMessage(value.fields, value.properties);
  if (isObject(value.message) && 'topic' in value) return kafkaMessage(value.message, value);
  if (isObject(value.message) && typeof value.id === 'string') return redisEntry(value.id, value.message);
  if (typeof value.subject === 'string' && ('seq' in value || 'sid' in value)) return natsMessage(value);
  return 'offset' in value && 'value' in value ? kafkaMessage(value, {}) : undefined;
}

function amqpMessage(fields: Fields, properties: Fields): BusMessage {
  const carrier = carrierOf(properties.headers);
  const facts = () => ({
    messageId: factValue('messageId', properties.messageId),
    routingKey: factValue('routingKey', fields.routingKey),
    eventType: factValue('eventType', properties.type),
    ...headerFacts(carrier),
  });
  return { carrier, facts, destination: text(fields.exchange) };
}

function kafkaMessage(message: Fields, payload: Fields): BusMessage {
  const carrier = carrierOf(message.headers);
  const facts = () => {
    const offset = Number(message.offset ?? Number.NaN);
    const { partition } = payload;
    return {
      kafkaOffset: Number.isSafeInteger(offset) ? offset : undefined,
      partition: partition === undefined ? undefined : String(partition),
      ...headerFacts(carrier),
    };
  };
  return { carrier, facts, destination: text(payload.topic) };
}

function redisEntry(id: string, fields: Fields): BusMessage {
  return {
    carrier: fields,
    facts: () => ({ messageId: id, ...headerFacts(fields) }),
    destination: undefined,
  };
}

function natsMessage(message: Fields): BusMessage {
  const carrier = carrierOf(message.headers);
  const facts = () => {
    const sequence = factValue('messageId', message.seq);
    return { messageId: sequence === undefined ? undefined : String(sequence), ...headerFacts(carrier) };
  };
  return { carrier, facts, destination: text(message.subject) };
}

/** What producers say of the event beside its content, by header: `event_type`, `event_id`, `aggregate_id`, … */
const SAID = new Map(
  (['eventType', 'eventId', 'aggregateId', 'aggregateType'] as const).flatMap((name) =>
    factFields(name).map((field) => [field, name] as const),
  ),
);

/** The facts among the headers. */
export function headerFacts(carrier: Carrier | undefined): MutableFacts {
  const facts: MutableFacts = {};
  if (carrier === undefined || Array.isArray(carrier)) return facts;
  const headers = carrier as Fields;
  const lookUp = typeof headers.get === 'function' ? (headers.get as Lookup) : undefined;
  // Messages have few headers, fewer than there are names to look for; a class's getters are not among its keys.
  for (const field of lookUp === undefined && isPlain(headers) ? Object.keys(headers) : SAID.keys()) {
    const name = SAID.get(field);
    if (name === undefined || facts[name] !== undefined) continue;
    const held = lookUp === undefined ? headers[field] : Reflect.apply(lookUp, headers, [field]);
    const value = held === undefined ? undefined : factValue(name, headerText(held));
    if (value !== undefined) facts[name] = value;
  }
  return facts;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

type Lookup = (field: string) => unknown;

/** A header's value: of lists the first, of bytes their text. */
function headerText(value: unknown): unknown {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return ArrayBuffer.isView(first) ? utf8(first) : first;
}

function utf8(bytes: ArrayBufferView): string {
  const { TextDecoder } = globalThis as unknown as {
    TextDecoder: new () => { decode(bytes: ArrayBufferView): string };
  };
  return new TextDecoder().decode(bytes);
}

export function carrierOf(headers: unknown): Carrier | undefined {
  return typeof headers === 'object' && headers !== null ? headers : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
