/// <reference types="node" />
import { AsyncLocalStorage } from 'node:async_hooks';
import type * as microservices from '@nestjs/microservices';
import { ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import {
  ATTR_MESSAGING_DESTINATION_NAME,
  ATTR_MESSAGING_OPERATION_NAME,
  ATTR_MESSAGING_OPERATION_TYPE,
  ATTR_MESSAGING_SYSTEM,
} from '../attributes.js';
import { extractTraceContext, injectTraceContext } from '../functions/propagation.js';
import { isTracingEnabled } from '../functions/tracing-enabled.js';
import { withSpan } from '../functions/with-span.js';
import type { Carrier, TraceAttributes } from '../options.js';

type Microservices = typeof microservices;
type Stream = ReturnType<microservices.ClientProxy['send']>;
type Handler = ((data: unknown, context: unknown) => unknown) & object;
type Packet = Record<string, unknown>;

/** The parts of clients and servers that are used here, most of them protected. */
interface Client {
  serializer: { serialize(packet: unknown, options?: unknown): unknown };
  normalizePattern(pattern: unknown): string;
}
interface Server {
  deserializer: { deserialize(packet: unknown, options?: unknown): unknown };
  getHandlerByPattern(pattern: string): Handler | null;
  transformToObservable(result: unknown): Stream;
}

/** The packet's field with the trace context: Redis and TCP have no headers. */
const FIELD = 'traceContext';

// A server calls the handler in the same asynchronous function that deserialized the packet.
const received = new AsyncLocalStorage<Carrier | undefined>();

let users = 0;
let restore = () => {};

/**
 * Patches the clients and servers of `@nestjs/microservices`, if it is installed: a client's message carries the trace
 * context in its packet (Kafka: in its headers), a server's handler runs in a span that continues it.
 *
 * @returns undoes it, unless another application still needs it
 */
export async function traceMicroservices(): Promise<() => void> {
  const nest = await import('@nestjs/microservices').catch(() => undefined);
  if (nest === undefined) return () => {};
  if (users++ === 0) restore = patch(nest);
  return () => {
    if (--users === 0) restore();
  };
}

function patch(nest: Microservices): () => void {
  const client = nest.ClientProxy.prototype;
  const server = nest.Server.prototype;
  const { send, emit } = client;
  const { addHandler } = server;

  client.send = function (this: microservices.ClientProxy, pattern: unknown, data: unknown): Stream {
    const call = () => send.call(this, pattern, data);
    if (!isTracingEnabled()) return call();
    return withSpan(...spanOfClient(nest, this, pattern, SpanKind.CLIENT), call);
  } as typeof send;

  client.emit = function (this: microservices.ClientProxy, pattern: unknown, data: unknown): Stream {
    if (!isTracingEnabled()) return emit.call(this, pattern, data);
    // An event is sent whether or not anybody subscribes: its span ends when it has been sent.
    let sent: Stream | undefined;
    const call = () => {
      const stream = emit.call(this, pattern, data);
      sent = stream;
      return new Promise<void>((resolve, reject) => stream.subscribe({ complete: resolve, error: reject }));
    };
    withSpan(...spanOfClient(nest, this, pattern, SpanKind.PRODUCER), call).catch(() => {});
    return sent as unknown as Stream;
  } as typeof emit;

  server.addHandler = function (this: microservices.Server, ...args: Parameters<typeof addHandler>): void {
    receiveContext(nest, this as unknown as Server);
    addHandler.apply(this, args);
  };

  return () => {
    Object.assign(client, { send, emit });
    server.addHandler = addHandler;
  };
}

const sending = new WeakSet<object>();

function spanOfClient(
  nest: Microservices,
  proxy: microservices.ClientProxy,
  pattern: unknown,
  kind: SpanKind,
) {
  const client = proxy as unknown as Client;
  if (client.serializer !== undefined && !sending.has(client.serializer)) {
    client.serializer = sendContext(client.serializer, proxy instanceof nest.ClientKafka);
    sending.add(client.serializer);
  }
  const destination = client.normalizePattern(pattern);
  const attributes = messageAttributes('send', destination, systemOf(nest, proxy));
  return [`send ${destination}`, { kind, attributes }] as const;
}

/** A serializer whose packets carry the active span's context. */
function sendContext(serializer: Client['serializer'], inHeaders: boolean): Client['serializer'] {
  return Object.assign(Object.create(serializer) as Client['serializer'], {
    serialize(packet: unknown, options?: unknown): unknown {
      const context: Carrier = {};
      injectTraceContext(context);
      const nothing = Object.keys(context).length === 0;
      if (nothing || typeof packet !== 'object' || packet === null)
        return serializer.serialize(packet, options);
      if (!inHeaders) return serializer.serialize({ ...packet, [FIELD]: context }, options);
      const result = serializer.serialize(packet, options);
      const { headers } = (result ?? {}) as { headers?: unknown };
      if (typeof headers === 'object' && headers !== null) Object.assign(headers, context);
      return result;
    },
  });
}

const receiving = new WeakSet<object>();

/** Has a server's handlers run in spans that continue the messages' traces. */
function receiveContext(nest: Microservices, server: Server): void {
  if (receiving.has(server) || server.deserializer === undefined) return;
  receiving.add(server);
  const { deserializer, getHandlerByPattern } = server;
  server.deserializer = Object.assign(Object.create(deserializer) as Server['deserializer'], {
    deserialize(packet: unknown, options?: unknown): unknown {
      const result = deserializer.deserialize(packet, options);
      received.enterWith(contextField(result) ?? contextField(packet));
      return result;
    },
  });
  const system = systemOf(nest, server);
  const wrappers = new WeakMap<Handler, Handler>();
  server.getHandlerByPattern = (pattern) => {
    const handler = getHandlerByPattern.call(server, pattern);
    if (typeof handler !== 'function') return handler;
    const known = wrappers.get(handler);
    if (known !== undefined) return known;
    const wrapper = tracedHandler(server, handler, pattern, system);
    wrappers.set(handler, wrapper);
    return wrapper;
  };
}

function tracedHandler(
  server: Server,
  handler: Handler,
  pattern: string,
  system: string | undefined,
): Handler {
  const { isEventHandler = false } = handler as { isEventHandler?: boolean };
  const kind = isEventHandler ? SpanKind.CONSUMER : SpanKind.SERVER;
  const attributes = messageAttributes('process', pattern, system);
  const wrapper: Handler = (data, context) => {
    if (!isTracingEnabled()) return handler(data, context);
    const parent = () => parentIn(received.getStore() ?? headersOf(context));
    return withSpan(`process ${pattern}`, { kind, attributes, parent }, () =>
      server.transformToObservable(handler(data, context)),
    );
  };
  return Object.assign(wrapper, handler);
}

/** What the message says, unless an instrumentation of the broker's client has continued its trace already. */
function parentIn(carrier: Carrier | undefined): Carrier | undefined {
  if (carrier === undefined) return undefined;
  const sent = trace.getSpanContext(extractTraceContext(carrier, { context: ROOT_CONTEXT }));
  return sent?.traceId === trace.getActiveSpan()?.spanContext().traceId ? undefined : carrier;
}

function contextField(packet: unknown): Carrier | undefined {
  if (typeof packet !== 'object' || packet === null) return undefined;
  const context = (packet as Packet)[FIELD];
  return typeof context === 'object' && context !== null ? (context as Carrier) : undefined;
}

/** The headers of a message that no Nest client sent: NATS's, Kafka's, RabbitMQ's. */
function headersOf(context: unknown): Carrier | undefined {
  const { getHeaders, getMessage } = (context ?? {}) as {
    getHeaders?: () => Carrier | undefined;
    getMessage?: () => { headers?: Carrier; properties?: { headers?: Carrier } };
  };
  if (typeof getHeaders === 'function') return getHeaders.call(context);
  const message = typeof getMessage === 'function' ? getMessage.call(context) : undefined;
  return message?.headers ?? message?.properties?.headers;
}

function messageAttributes(
  operation: 'send' | 'process',
  destination: string,
  system?: string,
): TraceAttributes {
  return {
    [ATTR_MESSAGING_SYSTEM]: system,
    [ATTR_MESSAGING_OPERATION_NAME]: operation,
    [ATTR_MESSAGING_OPERATION_TYPE]: operation,
    [ATTR_MESSAGING_DESTINATION_NAME]: destination,
  };
}

function systemOf(nest: Microservices, end: object): string | undefined {
  const systems = [
    ['nats', nest.ClientNats, nest.ServerNats],
    ['redis', nest.ClientRedis, nest.ServerRedis],
    ['tcp', nest.ClientTCP, nest.ServerTCP],
    ['rabbitmq', nest.ClientRMQ, nest.ServerRMQ],
    ['kafka', nest.ClientKafka, nest.ServerKafka],
    ['mqtt', nest.ClientMqtt, nest.ServerMqtt],
  ] as const;
  return systems.find(([, client, server]) => end instanceof client || end instanceof server)?.[0];
}
