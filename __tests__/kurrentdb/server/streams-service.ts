import type * as grpc from '@grpc/grpc-js';
import type { IStreamsServer } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_grpc_pb';
import { appendToStream, batchAppendToStream } from './append-v1';
import type { EventLog } from './event-log';
import { readOrSubscribe } from './read-v1';

/** `event_store.client.streams.Streams` but for delete and tombstone, which answer UNIMPLEMENTED. */
export function streamsService(log: EventLog): grpc.UntypedServiceImplementation {
  const service: Pick<IStreamsServer, 'read' | 'append' | 'batchAppend'> = {
    read: (call) => readOrSubscribe(log, call),
    append: (call, respond) => appendToStream(log, call, respond),
    batchAppend: (call) => batchAppendToStream(log, call),
  };
  return service;
}
