import * as grpc from '@grpc/grpc-js';
import { Status } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/status_pb';
import {
  AppendConsistencyViolationErrorDetails,
  ConsistencyViolation,
  StreamRevisionConflictErrorDetails,
} from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v2/streams/errors_pb';
import {
  type AppendRecord,
  type AppendRecordsRequest,
  AppendRecordsResponse,
  type AppendRequest,
  AppendResponse,
  AppendSessionResponse,
  SchemaFormat,
  StreamRevision,
} from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v2/streams/streams_pb';
import { Any } from 'google-protobuf/google/protobuf/any_pb';
import { type EventLog, type ExpectedState, type NewEvent, type StoredEvent, WrongState } from './event-log';

/** `kurrentdb.protocol.v2.streams.StreamsService`: appends to several streams, all of it or nothing. */
export function streamsServiceV2(log: EventLog): grpc.UntypedServiceImplementation {
  return {
    appendSession: (
      call: grpc.ServerReadableStream<AppendRequest, AppendSessionResponse>,
      respond: grpc.sendUnaryData<AppendSessionResponse>,
    ) => {
      const requests: AppendRequest[] = [];
      call.on('data', (request: AppendRequest) => requests.push(request));
      call.on('end', () => appendSession(log, requests, respond));
    },
    appendRecords: (
      call: grpc.ServerUnaryCall<AppendRecordsRequest, AppendRecordsResponse>,
      respond: grpc.sendUnaryData<AppendRecordsResponse>,
    ) => appendRecords(log, call.request, respond),
  };
}

function appendSession(
  log: EventLog,
  requests: AppendRequest[],
  respond: grpc.sendUnaryData<AppendSessionResponse>,
): void {
  try {
    const written = log.append(
      requests.map((request) => ({
        stream: request.getStream(),
        expected: expectedState(request.getExpectedRevision()),
        events: request.getRecordsList().map(newEvent),
      })),
    );
    const answer = new AppendSessionResponse();
    for (const last of lastOfEachStream(written)) {
      const output = answer.addOutput(new AppendResponse());
      output.setStream(last.stream);
      output.setStreamRevision(String(last.revision));
    }
    answer.setPosition(String(written.at(-1)?.position ?? 0n));
    respond(null, answer);
  } catch (error) {
    respond(conflict(error));
  }
}

function appendRecords(
  log: EventLog,
  request: AppendRecordsRequest,
  respond: grpc.sendUnaryData<AppendRecordsResponse>,
): void {
  const violations = new AppendConsistencyViolationErrorDetails();
  request.getChecksList().forEach((check, index) => {
    const state = check.getStreamState();
    try {
      log.check(state?.getStream() ?? '', expectedState(state?.getExpectedState()));
    } catch (error) {
      if (!(error instanceof WrongState)) throw error;
      const violation = new ConsistencyViolation.StreamStateViolation();
      violation.setStream(error.stream);
      violation.setExpectedState(state?.getExpectedState() ?? '-2');
      violation.setActualState(error.actual === 'no_stream' ? '-1' : String(error.actual));
      const entry = violations.addViolations(new ConsistencyViolation());
      entry.setCheckIndex(index);
      entry.setStreamState(violation);
    }
  });
  if (violations.getViolationsList().length > 0) {
    respond(failedPrecondition('AppendConsistencyViolationErrorDetails', violations.serializeBinary()));
    return;
  }
  const written = log.append(
    request
      .getRecordsList()
      .map((record) => ({ stream: record.getStream(), expected: 'any', events: [newEvent(record)] })),
  );
  const answer = new AppendRecordsResponse();
  for (const last of lastOfEachStream(written)) {
    const revision = answer.addRevisions(new StreamRevision());
    revision.setStream(last.stream);
    revision.setRevision(String(last.revision));
  }
  answer.setPosition(String(written.at(-1)?.position ?? 0n));
  respond(null, answer);
}

function lastOfEachStream(written: StoredEvent[]): StoredEvent[] {
  return [...new Map(written.map((event) => [event.stream, event])).values()];
}

const EXPECTED: Record<string, ExpectedState> = { '-1': 'no_stream', '-2': 'any', '-4': 'stream_exists' };

function expectedState(value: string | undefined): ExpectedState {
  return value === undefined ? 'any' : (EXPECTED[value] ?? BigInt(value));
}

/** The record's properties become the event's JSON metadata, which is how a v1 read shows them. */
function newEvent(record: AppendRecord): NewEvent {
  const properties = record.getPropertiesMap();
  const metadata: Record<string, string> = {};
  properties.forEach((value, key) => {
    metadata[key] = value.getStringValue();
  });
  const json = record.getSchema()?.getFormat() === SchemaFormat.SCHEMA_FORMAT_JSON;
  return {
    id: record.getRecordId() ?? '',
    type: record.getSchema()?.getName() ?? '',
    contentType: json ? 'application/json' : 'application/octet-stream',
    data: record.getData_asU8(),
    metadata: properties.getLength() === 0 ? new Uint8Array() : Buffer.from(JSON.stringify(metadata)),
  };
}

function conflict(error: unknown): Partial<grpc.StatusObject> {
  if (!(error instanceof WrongState)) throw error;
  const details = new StreamRevisionConflictErrorDetails();
  details.setStream(error.stream);
  const code = Object.entries(EXPECTED).find(([, state]) => state === error.expected)?.[0];
  details.setExpectedRevision(code ?? String(error.expected));
  details.setActualRevision(error.actual === 'no_stream' ? '-1' : String(error.actual));
  return failedPrecondition('StreamRevisionConflictErrorDetails', details.serializeBinary());
}

function failedPrecondition(type: string, details: Uint8Array): Partial<grpc.StatusObject> {
  const any = new Any();
  any.pack(details, `kurrentdb.protocol.v2.streams.errors.${type}`);
  const status = new Status();
  status.setDetails(any);
  const metadata = new grpc.Metadata();
  metadata.set('grpc-status-details-bin', Buffer.from(status.serializeBinary()));
  return { code: grpc.status.FAILED_PRECONDITION, details: type, metadata };
}
