import type * as grpc from '@grpc/grpc-js';
import {
  Empty,
  type UUID,
  WrongExpectedVersion,
} from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/shared_pb';
import { Status } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/status_pb';
import {
  type AppendReq,
  AppendResp,
  type BatchAppendReq,
  BatchAppendResp,
} from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb';
import { Any } from 'google-protobuf/google/protobuf/any_pb';
import { Empty as GoogleEmpty } from 'google-protobuf/google/protobuf/empty_pb';
import { type EventLog, type ExpectedState, type NewEvent, WrongState } from './event-log';
import { streamIdentifier, streamName } from './wire';

/** Streams/Append: options first, then a message for each event, then one answer. */
export function appendToStream(
  log: EventLog,
  call: grpc.ServerReadableStream<AppendReq, AppendResp>,
  respond: grpc.sendUnaryData<AppendResp>,
): void {
  let options: AppendReq.Options | undefined;
  const events: NewEvent[] = [];
  call.on('data', (request: AppendReq) => {
    options ??= request.getOptions();
    const message = request.getProposedMessage();
    if (message) events.push(proposed(message));
  });
  call.on('end', () => {
    const stream = streamName(options?.getStreamIdentifier());
    const expected = options?.hasRevision() ? BigInt(options.getRevision()) : named(options);
    const answer = new AppendResp();
    try {
      const last = log.append([{ stream, expected, events }]).at(-1);
      const success = new AppendResp.Success();
      success.setCurrentRevision(String(last?.revision ?? 0n));
      const position = new AppendResp.Position();
      position.setCommitPosition(String(last?.position ?? 0n));
      position.setPreparePosition(String(last?.position ?? 0n));
      success.setPosition(position);
      answer.setSuccess(success);
    } catch (error) {
      answer.setWrongExpectedVersion(wrongExpectedVersion(error));
    }
    respond(null, answer);
  });
}

function wrongExpectedVersion(error: unknown): AppendResp.WrongExpectedVersion {
  if (!(error instanceof WrongState)) throw error;
  const wrong = new AppendResp.WrongExpectedVersion();
  if (error.actual === 'no_stream') wrong.setCurrentNoStream(new Empty());
  else wrong.setCurrentRevision(String(error.actual));
  if (error.expected === 'no_stream') wrong.setExpectedNoStream(new Empty());
  else if (error.expected === 'stream_exists') wrong.setExpectedStreamExists(new Empty());
  else wrong.setExpectedRevision(String(error.expected));
  return wrong;
}

/** Streams/BatchAppend: one call of many appends, told apart by a correlation id, each in one or more messages. */
export function batchAppendToStream(
  log: EventLog,
  call: grpc.ServerDuplexStream<BatchAppendReq, BatchAppendResp>,
): void {
  const open = new Map<string, { options: BatchAppendReq.Options; events: NewEvent[] }>();
  call.on('data', (request: BatchAppendReq) => {
    const correlation = request.getCorrelationId();
    const key = correlation?.getString() ?? '';
    const options = request.getOptions();
    if (options) open.set(key, { options, events: [] });
    const batch = open.get(key);
    if (!batch) return;
    batch.events.push(...request.getProposedMessagesList().map(proposed));
    if (!request.getIsFinal()) return;
    open.delete(key);
    call.write(batchAnswer(log, correlation, batch.options, batch.events));
  });
  call.on('end', () => call.end());
}

function batchAnswer(
  log: EventLog,
  correlation: UUID | undefined,
  options: BatchAppendReq.Options,
  events: NewEvent[],
): BatchAppendResp {
  const stream = streamName(options.getStreamIdentifier());
  const expected = options.hasStreamPosition() ? BigInt(options.getStreamPosition()) : named(options);
  const answer = new BatchAppendResp();
  answer.setCorrelationId(correlation);
  answer.setStreamIdentifier(streamIdentifier(stream));
  try {
    const last = log.append([{ stream, expected, events }]).at(-1);
    const success = new BatchAppendResp.Success();
    success.setCurrentRevision(String(last?.revision ?? 0n));
    success.setNoPosition(new GoogleEmpty());
    answer.setSuccess(success);
  } catch (error) {
    answer.setError(batchError(error));
  }
  return answer;
}

function batchError(error: unknown): Status {
  if (!(error instanceof WrongState)) throw error;
  const wrong = new WrongExpectedVersion();
  if (error.actual === 'no_stream') wrong.setCurrentNoStream(new GoogleEmpty());
  else wrong.setCurrentStreamRevision(String(error.actual));
  if (error.expected === 'no_stream') wrong.setExpectedNoStream(new GoogleEmpty());
  else if (error.expected === 'stream_exists') wrong.setExpectedStreamExists(new GoogleEmpty());
  else wrong.setExpectedStreamPosition(String(error.expected));
  const details = new Any();
  details.pack(wrong.serializeBinary(), 'event_store.client.WrongExpectedVersion');
  const status = new Status();
  status.setMessage('WrongExpectedVersion');
  status.setDetails(details);
  return status;
}

function named(
  options: { hasNoStream(): boolean; hasStreamExists(): boolean } | undefined,
): Exclude<ExpectedState, bigint> {
  if (options?.hasNoStream()) return 'no_stream';
  return options?.hasStreamExists() ? 'stream_exists' : 'any';
}

function proposed(message: AppendReq.ProposedMessage | BatchAppendReq.ProposedMessage): NewEvent {
  return {
    id: message.getId()?.getString() ?? '',
    type: message.getMetadataMap().get('type') ?? '',
    contentType: message.getMetadataMap().get('content-type') ?? '',
    data: message.getData_asU8(),
    metadata: message.getCustomMetadata_asU8(),
  };
}
