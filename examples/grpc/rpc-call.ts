import type { Metadata, status } from '@grpc/grpc-js';

/** What a method of a service is told of the call that it serves. */
export interface IncomingCall {
  readonly metadata: Metadata;
  /** Rejects when the client has cancelled the call, or its deadline is over. */
  readonly cancelled: Promise<never>;
}

/** What a client says of a call that it makes. */
export interface OutgoingCall {
  readonly metadata: Metadata;
  readonly deadline?: Date;
  readonly signal?: AbortSignal;
}

/** An error that ends a call with a status. */
export class RpcError extends Error {
  constructor(
    readonly code: status,
    message: string,
  ) {
    super(message);
  }
}
