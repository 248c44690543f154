import type { ResolvedEvent } from '@kurrent/kurrentdb-client';
import {
  ATTR_DB_KURRENTDB_EVENT_ID,
  ATTR_DB_KURRENTDB_EVENT_TYPE,
  ATTR_DB_KURRENTDB_STREAM,
  ATTR_DB_KURRENTDB_SUBSCRIPTION_ID,
  ATTR_DB_OPERATION,
  ATTR_DB_OPERATION_NAME,
  ATTR_DB_SYSTEM,
  ATTR_DB_SYSTEM_NAME,
  ATTR_DB_USER,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
} from '../attributes.js';
import type { AttributeInput } from '../options.js';
import type { KurrentDBTracingOptions } from './options.js';
import type { ServerAddress } from './server-address.js';

const SYSTEM = 'kurrentdb';

type Semconv = NonNullable<KurrentDBTracingOptions['semconv']>;

/** What the semantic conventions' own switch asks for. */
export function semconvFromEnvironment(): Semconv {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
  const asked = (process?.env?.OTEL_SEMCONV_STABILITY_OPT_IN ?? '').split(',').map((item) => item.trim());
  if (asked.includes('database/dup')) return 'both';
  return asked.includes('database') ? 'stable' : 'seed';
}

/** Attributes by key, to be added to. */
export interface Attributes {
  [key: string]: AttributeInput;
}

/** What every span has: the system, the operation, the user, the server. */
export function databaseAttributes(
  semconv: Semconv,
  operation: string,
  user: string | undefined,
  server: ServerAddress | undefined,
): Attributes {
  const attributes: Attributes = {};
  if (semconv !== 'stable') {
    attributes[ATTR_DB_SYSTEM] = SYSTEM;
    attributes[ATTR_DB_OPERATION] = operation;
    attributes[ATTR_DB_USER] = user;
  }
  if (semconv !== 'seed') {
    attributes[ATTR_DB_SYSTEM_NAME] = SYSTEM;
    attributes[ATTR_DB_OPERATION_NAME] = operation;
  }
  addServer(attributes, server);
  return attributes;
}

export function addServer(attributes: Attributes, server: ServerAddress | undefined): void {
  attributes[ATTR_SERVER_ADDRESS] = server?.address;
  attributes[ATTR_SERVER_PORT] = server?.port;
}

export function addStream(attributes: Attributes, stream: unknown): void {
  if (typeof stream === 'string') attributes[ATTR_DB_KURRENTDB_STREAM] = stream;
}

/** Of a link, the event that it points to counts: its context is the one that the span has. */
export function addEvent(
  attributes: Attributes,
  { event }: ResolvedEvent,
  subscriptionId: string | undefined,
): void {
  attributes[ATTR_DB_KURRENTDB_STREAM] = event?.streamId;
  attributes[ATTR_DB_KURRENTDB_EVENT_ID] = event?.id;
  attributes[ATTR_DB_KURRENTDB_EVENT_TYPE] = event?.type;
  attributes[ATTR_DB_KURRENTDB_SUBSCRIPTION_ID] = subscriptionId;
}
