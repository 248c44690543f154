import { fileURLToPath } from 'node:url';
import { type GrpcObject, loadPackageDefinition, type ServiceClientConstructor } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

export interface Order {
  readonly id: string;
  readonly quantity: number;
}

export interface Receipt {
  readonly id: string;
  readonly total: number;
}

export interface WatchRequest {
  readonly id: string;
  readonly count: number;
}

export interface Update {
  readonly state: string;
}

export interface Summary {
  readonly orders: number;
}

const proto = loadSync(fileURLToPath(new URL('./orders.proto', import.meta.url)));
const { Orders } = loadPackageDefinition(proto).shop as GrpcObject;

/** The client class that gRPC makes of orders.proto, and the definition of the service. */
export const OrdersStub = Orders as ServiceClientConstructor;
export const ordersDefinition = OrdersStub.service;
