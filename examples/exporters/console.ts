// For development: every span as an object, at once. A SimpleSpanProcessor does not wait for others to come.
import { ConsoleSpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { placeOrders } from './orders.js';
import { startTracing } from './start-tracing.js';

const stop = startTracing(new SimpleSpanProcessor({ exporter: new ConsoleSpanExporter() }));
await placeOrders();
await stop();
