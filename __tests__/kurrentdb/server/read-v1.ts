import { randomUUID } from 'node:crypto';
import type * as grpc from '@grpc/grpc-js';
import { ReadReq, ReadResp } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import type { EventLog, StoredEvent } from './event-log';
import { recordedEvent, streamIdentifier, streamName } from './wire';

type ReadCall = grpc.ServerWritableStream<ReadReq, ReadResp>;

/** Streams/Read: a page of a stream or of `$all`, or a subscription: what is there, `caughtUp`, then what comes. */
export function readOrSubscribe(log: EventLog, call: ReadCall): void {
  const options = call.request.getOptions() ?? new ReadReq.Options();
  const stream = options.hasAll() ? '$all' : streamName(options.getStream()?.getStreamIdentifier());
  if (options.hasSubscription()) subscribe(log, call, options, stream);
  else read(log, call, options, stream);
}

function read(log: EventLog, call: ReadCall, options: ReadReq.Options, stream: string): void {
  if (stream !== '$all' && log.revision(stream) === undefined) {
    const notFound = new ReadResp.StreamNotFound();
    notFound.setStreamIdentifier(streamIdentifier(stream));
    const answer = new ReadResp();
    answer.setStreamNotFound(notFound);
    call.write(answer);
    call.end();
    return;
  }
  const events = log.read(stream).filter(from(options));
  if (backwards(options)) events.reverse();
  for (const event of events.slice(0, Number(options.getCount())))
    call.write(eventAnswer(log, options, event));
  call.end();
}

function subscribe(log: EventLog, call: ReadCall, options: ReadReq.Options, stream: string): void {
  const wanted = filter(options);
  const confirmation = new ReadResp.SubscriptionConfirmation();
  confirmation.setSubscriptionId(randomUUID());
  const confirmed = new ReadResp();
  confirmed.setConfirmation(confirmation);
  call.write(confirmed);

  const send = (event: StoredEvent) => call.write(eventAnswer(log, options, event));
  log.read(stream).filter(from(options)).filter(wanted).forEach(send);

  const caughtUp = new ReadResp.CaughtUp();
  caughtUp.setTimestamp(Timestamp.fromDate(new Date()));
  const live = new ReadResp();
  live.setCaughtUp(caughtUp);
  call.write(live);

  const stop = log.watch((event) => {
    if ((stream === '$all' || event.stream === stream) && wanted(event)) send(event);
  });
  call.on('cancelled', () => {
    stop();
    call.end();
  });
}

const backwards = (options: ReadReq.Options) =>
  options.getReadDirection() === ReadReq.Options.ReadDirection.BACKWARDS;

/** As KurrentDB does: a read, in either direction, starts with the event named, a subscription after it. */
function from(options: ReadReq.Options): (event: StoredEvent) => boolean {
  const place = (event: StoredEvent) => (options.hasAll() ? event.position : event.revision);
  const start = options.getStream() ?? options.getAll();
  if (start?.hasStart()) return (event) => !backwards(options) || place(event) === 0n;
  if (start?.hasEnd()) return () => backwards(options);
  const revision = options.getStream()?.getRevision();
  const named = BigInt(revision ?? options.getAll()?.getPosition()?.getCommitPosition() ?? 0);
  if (options.hasSubscription()) return (event) => place(event) > named;
  return (event) => (backwards(options) ? place(event) <= named : place(event) >= named);
}

function filter(options: ReadReq.Options): (event: StoredEvent) => boolean {
  const filterOptions = options.getFilter();
  if (!filterOptions) return () => true;
  const expression = filterOptions.getStreamIdentifier() ?? filterOptions.getEventType();
  const subject = (event: StoredEvent) => (filterOptions.hasStreamIdentifier() ? event.stream : event.type);
  const prefixes = expression?.getPrefixList() ?? [];
  const regex = new RegExp(expression?.getRegex() || '^');
  return (event) =>
    prefixes.length > 0
      ? prefixes.some((prefix) => subject(event).startsWith(prefix))
      : regex.test(subject(event));
}

function eventAnswer(log: EventLog, options: ReadReq.Options, event: StoredEvent): ReadResp {
  const target = options.getResolveLinks() ? log.target(event) : undefined;
  const readEvent = new ReadResp.ReadEvent();
  readEvent.setEvent(recordedEvent(new ReadResp.ReadEvent.RecordedEvent(), target ?? event));
  if (target) readEvent.setLink(recordedEvent(new ReadResp.ReadEvent.RecordedEvent(), event));
  readEvent.setCommitPosition(String(event.position));
  const answer = new ReadResp();
  answer.setEvent(readEvent);
  return answer;
}
