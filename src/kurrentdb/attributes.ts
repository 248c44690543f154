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
import type { ServerAddress } from './server-address.js';

const SYSTEM = 'kurrentdb';

export type Semconv = 'legacy' | 'stable' | 'both';

/** Attributes by key, to be added to. */
export interface Attributes {
  [key: string]: AttributeInput;
}

/** An operation by the older names: an append is the same, whether to one stream or to several. */
export function legacyOperation(operation: string): string {
  return operation.replace('multi-append', 'append');
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
    attributes[ATTR_DB_OPERATION] = legacyOperation(operation);
    attributes[ATTR_DB_USER] = user;
  }
  if (semconv !== 'legacy') {
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

/** For a link event, the attributes of the event that it points to, as the span has its context. */
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
