export type { RpcSemconv } from '../shared/rpc-semconv.js';
export { type RpcOptions, rpcClient, rpcServer } from './rpc-convention.js';
export type { RpcService, RpcServiceDefinition } from './service.js';
