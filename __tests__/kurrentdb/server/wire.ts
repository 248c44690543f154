import { StreamIdentifier, UUID } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/shared_pb';
import type { StoredEvent } from './event-log';

const TICKS_PER_MILLISECOND = 10_000n;

/** The setters that the recorded events of both services (streams, persistent subscriptions) share. */
interface RecordedEvent {
  setId(id: UUID): unknown;
  setStreamIdentifier(stream: StreamIdentifier): unknown;
  setStreamRevision(revision: string): unknown;
  setCommitPosition(position: string): unknown;
  setPreparePosition(position: string): unknown;
  setCustomMetadata(metadata: Uint8Array): unknown;
  setData(data: Uint8Array): unknown;
  getMetadataMap(): { set(key: string, value: string): unknown };
}

export function uuid(id: string): UUID {
  const message = new UUID();
  message.setString(id);
  return message;
}

export function streamIdentifier(name: string): StreamIdentifier {
  const message = new StreamIdentifier();
  message.setStreamName(Uint8Array.from(Buffer.from(name, 'utf8')));
  return message;
}

export function streamName(identifier: StreamIdentifier | undefined): string {
  return Buffer.from(identifier?.getStreamName_asU8() ?? []).toString('utf8');
}

export function recordedEvent<R extends RecordedEvent>(message: R, event: StoredEvent): R {
  message.setId(uuid(event.id));
  message.setStreamIdentifier(streamIdentifier(event.stream));
  message.setStreamRevision(String(event.revision));
  message.setCommitPosition(String(event.position));
  message.setPreparePosition(String(event.position));
  message.setCustomMetadata(event.metadata);
  message.setData(event.data);
  message.getMetadataMap().set('type', event.type);
  message.getMetadataMap().set('content-type', event.contentType);
  message.getMetadataMap().set('created', String(BigInt(event.created.getTime()) * TICKS_PER_MILLISECOND));
  return message;
}
