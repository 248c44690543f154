import * as grpc from '@grpc/grpc-js';
import {
  type CreateReq,
  CreateResp,
  type DeleteReq,
  DeleteResp,
  ReadReq,
  ReadResp,
} from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/persistentsubscriptions_pb';
import type { EventLog, StoredEvent } from './event-log';
import { type Consumer, type NackAction, PersistentGroup } from './persistent-group';
import { recordedEvent, streamName } from './wire';

const ACTIONS: Record<number, NackAction> = {
  [ReadReq.Nack.Action.UNKNOWN]: 'retry',
  [ReadReq.Nack.Action.PARK]: 'park',
  [ReadReq.Nack.Action.RETRY]: 'retry',
  [ReadReq.Nack.Action.SKIP]: 'skip',
  [ReadReq.Nack.Action.STOP]: 'stop',
};

const key = (stream: string, group: string) => `${stream}::${group}`;

/** `event_store.client.persistent_subscriptions`: create, delete and read; the rest answers UNIMPLEMENTED. */
export function persistentSubscriptionsService(
  log: EventLog,
  groups: Map<string, PersistentGroup>,
): grpc.UntypedServiceImplementation {
  return {
    create: (call: grpc.ServerUnaryCall<CreateReq, CreateResp>, respond: grpc.sendUnaryData<CreateResp>) => {
      const options = call.request.getOptions();
      const stream = options?.hasAll() ? '$all' : streamName(options?.getStreamIdentifier());
      const group = options?.getGroupName() ?? '';
      if (groups.has(key(stream, group)))
        return respond(failure('persistent-subscription-exists', stream, group));
      groups.set(key(stream, group), new PersistentGroup(log, stream, group, startsAt(options)));
      return respond(null, new CreateResp());
    },
    delete: (call: grpc.ServerUnaryCall<DeleteReq, DeleteResp>, respond: grpc.sendUnaryData<DeleteResp>) => {
      const options = call.request.getOptions();
      const stream = options?.hasAll() ? '$all' : streamName(options?.getStreamIdentifier());
      const group = options?.getGroupName() ?? '';
      const found = groups.get(key(stream, group));
      if (!found) return respond(failure('persistent-subscription-does-not-exist', stream, group));
      found.close();
      groups.delete(key(stream, group));
      return respond(null, new DeleteResp());
    },
    read: (call: grpc.ServerDuplexStream<ReadReq, ReadResp>) => read(call, groups),
  };
}

function read(call: grpc.ServerDuplexStream<ReadReq, ReadResp>, groups: Map<string, PersistentGroup>): void {
  let group: PersistentGroup | undefined;
  let consumer: Consumer | undefined;
  call.on('data', (request: ReadReq) => {
    const options = request.getOptions();
    if (options) {
      const stream = options.hasAll() ? '$all' : streamName(options.getStreamIdentifier());
      group = groups.get(key(stream, options.getGroupName()));
      if (!group) {
        call.emit('error', failure('persistent-subscription-does-not-exist', stream, options.getGroupName()));
        return;
      }
      const confirmation = new ReadResp.SubscriptionConfirmation();
      confirmation.setSubscriptionId(key(stream, group.name));
      const confirmed = new ReadResp();
      confirmed.setSubscriptionConfirmation(confirmation);
      call.write(confirmed);
      consumer = {
        bufferSize: options.getBufferSize(),
        send: (event, retryCount) => call.write(eventAnswer(event, retryCount)),
        stop: () => call.end(),
      };
      group.connect(consumer);
    }
    const ids = (message: ReadReq.Ack | ReadReq.Nack) => message.getIdsList().map((id) => id.getString());
    const ack = request.getAck();
    if (ack) group?.ack(ids(ack));
    const nack = request.getNack();
    if (nack && consumer) group?.nack(ACTIONS[nack.getAction()] ?? 'retry', ids(nack), consumer);
  });
  const leave = () => consumer && group?.disconnect(consumer);
  call.on('end', () => {
    leave();
    call.end();
  });
  call.on('cancelled', leave);
}

function startsAt(options: CreateReq.Options | undefined): (event: StoredEvent) => boolean {
  if (options?.hasAll()) return () => options.getAll()?.hasStart() === true;
  const revision = BigInt(options?.getSettings()?.getRevision() ?? 0);
  return (event) => event.revision >= revision;
}

function eventAnswer(event: StoredEvent, retryCount: number): ReadResp {
  const readEvent = new ReadResp.ReadEvent();
  readEvent.setEvent(recordedEvent(new ReadResp.ReadEvent.RecordedEvent(), event));
  readEvent.setCommitPosition(String(event.position));
  readEvent.setRetryCount(retryCount);
  const answer = new ReadResp();
  answer.setEvent(readEvent);
  return answer;
}

function failure(exception: string, stream: string, group: string): grpc.StatusObject {
  const metadata = new grpc.Metadata();
  metadata.set('exception', exception);
  metadata.set('stream-name', stream);
  metadata.set('group-name', group);
  const code = exception.endsWith('exists') ? grpc.status.ALREADY_EXISTS : grpc.status.NOT_FOUND;
  return { code, details: `${exception}: group ${group} of ${stream}`, metadata };
}
