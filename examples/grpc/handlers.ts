import { once } from 'node:events';
import {
  type handleBidiStreamingCall,
  type handleClientStreamingCall,
  type handleServerStreamingCall,
  type handleUnaryCall,
  type ServerDuplexStream,
  type ServerWritableStream,
  status,
} from '@grpc/grpc-js';
import { type IncomingCall, RpcError } from './rpc-call.js';

// gRPC's handlers take callbacks and streams; a service here has methods that return promises and async generators.

/** One request, one answer. */
export function unary<Request, Answer>(
  serve: (request: Request, call: IncomingCall) => Promise<Answer>,
): handleUnaryCall<Request, Answer> {
  return (call, answer) => {
    serve(call.request, incoming(call)).then((value) => answer(null, value), answer);
  };
}

/** Many requests, one answer. */
export function clientStream<Request, Answer>(
  serve: (requests: AsyncIterable<Request>, call: IncomingCall) => Promise<Answer>,
): handleClientStreamingCall<Request, Answer> {
  return (call, answer) => {
    serve(call, incoming(call)).then((value) => answer(null, value), answer);
  };
}

/** One request, many answers. */
export function serverStream<Request, Answer>(
  serve: (request: Request, call: IncomingCall) => AsyncIterable<Answer>,
): handleServerStreamingCall<Request, Answer> {
  return (call) => writeAll(call, serve(call.request, incoming(call)));
}

/** Many of each. */
export function bidirectional<Request, Answer>(
  serve: (requests: AsyncIterable<Request>, call: IncomingCall) => AsyncIterable<Answer>,
): handleBidiStreamingCall<Request, Answer> {
  // An iteration that destroyed the stream at its end would take the answers with it.
  return (call) => writeAll(call, serve(call.iterator({ destroyOnReturn: false }), incoming(call)));
}

type Outgoing<Request, Answer> = ServerWritableStream<Request, Answer> | ServerDuplexStream<Request, Answer>;

async function writeAll<Request, Answer>(
  call: Outgoing<Request, Answer>,
  answers: AsyncIterable<Answer>,
): Promise<void> {
  try {
    for await (const answer of answers) if (!call.write(answer)) await once(call, 'drain');
    call.end();
  } catch (error) {
    call.emit('error', error);
  }
}

function incoming(call: {
  metadata: IncomingCall['metadata'];
  once(event: 'cancelled', listener: () => void): unknown;
}): IncomingCall {
  const cancelled = new Promise<never>((_, reject) => {
    call.once('cancelled', () => reject(new RpcError(status.CANCELLED, 'the client is gone')));
  });
  cancelled.catch(() => {}); // most methods do not wait for it
  return { metadata: call.metadata, cancelled };
}
