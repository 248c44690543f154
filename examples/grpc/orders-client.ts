import { type Client, credentials, type ServiceError } from '@grpc/grpc-js';
import { TracedClass } from 'otel-traced';
import { rpcMetrics } from 'otel-traced/metrics';
import { rpcClient } from 'otel-traced/rpc';
import {
  type Order,
  OrdersStub,
  ordersDefinition,
  type Receipt,
  type Summary,
  type Update,
  type WatchRequest,
} from './orders-api.js';
import type { OutgoingCall } from './rpc-call.js';

export const clientMetrics = rpcMetrics('client');

type Methods = typeof ordersDefinition;

// Each call is a CLIENT span, and its metadata carry the span to the server.
@TracedClass(rpcClient({ service: ordersDefinition, metrics: clientMetrics }))
export class OrdersClient {
  private readonly stub: Client;
  private readonly methods: Methods = ordersDefinition;

  constructor(address: string) {
    this.stub = new OrdersStub(address, credentials.createInsecure());
  }

  place(order: Order, { metadata, deadline, signal }: OutgoingCall): Promise<Receipt> {
    const { path, requestSerialize, responseDeserialize } = this.methods.Place;
    return new Promise((resolve, reject) => {
      const answer = (error: ServiceError | null, receipt?: Receipt) =>
        error === null ? resolve(receipt as Receipt) : reject(error);
      const call = this.stub.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        order,
        metadata,
        { deadline },
        answer,
      );
      signal?.addEventListener('abort', () => call.cancel());
    });
  }

  async *watch(request: WatchRequest, { metadata, signal }: OutgoingCall): AsyncGenerator<Update> {
    const { path, requestSerialize, responseDeserialize } = this.methods.Watch;
    const call = this.stub.makeServerStreamRequest(
      path,
      requestSerialize,
      responseDeserialize,
      request,
      metadata,
    );
    signal?.addEventListener('abort', () => call.cancel());
    yield* call;
  }

  import(orders: Iterable<Order>, { metadata }: OutgoingCall): Promise<Summary> {
    const { path, requestSerialize, responseDeserialize } = this.methods.Import;
    return new Promise((resolve, reject) => {
      const call = this.stub.makeClientStreamRequest(
        path,
        requestSerialize,
        responseDeserialize,
        metadata,
        (error: ServiceError | null, summary?: Summary) =>
          error === null ? resolve(summary as Summary) : reject(error),
      );
      for (const order of orders) call.write(order);
      call.end();
    });
  }

  async *quote(orders: Iterable<Order>, { metadata }: OutgoingCall): AsyncGenerator<Receipt> {
    const { path, requestSerialize, responseDeserialize } = this.methods.Quote;
    const call = this.stub.makeBidiStreamRequest(path, requestSerialize, responseDeserialize, metadata);
    for (const order of orders) call.write(order);
    call.end();
    yield* call;
  }

  close(): void {
    this.stub.close();
  }
}
