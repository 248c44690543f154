export type { RpcSemconv } from '../rpc-semconv.js';
export { type RpcOptions, rpcClient, rpcServer } from './rpc-convention.js';
export type { RpcService, RpcServiceDefinition } from './service.js';
