// The server of the gRPC example, in a process of its own: prints its address, and its spans as they end.
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { bidirectional, clientStream, serverStream, unary } from './handlers.js';
import { ordersDefinition } from './orders-api.js';
import { OrdersService, serverMetrics } from './orders-service.js';
import { print, setUp } from './setup.js';

const finish = setUp();
const service = new OrdersService();
const server = new Server();
server.addService(ordersDefinition, {
  Place: unary(service.place.bind(service)),
  Watch: serverStream(service.watch.bind(service)),
  Import: clientStream(service.import.bind(service)),
  Quote: bidirectional(service.quote.bind(service)),
});

server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  print('address', `127.0.0.1:${port}`);
});

process.once('SIGTERM', async () => {
  server.forceShutdown();
  print('snapshot', serverMetrics.getSnapshot());
  await finish();
});
