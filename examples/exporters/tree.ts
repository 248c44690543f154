// For development: every trace as a tree.
import { SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { TraceTreeExporter } from 'otel-traced/console';
import { placeOrders } from './orders.js';
import { startTracing } from './start-tracing.js';

const stop = startTracing(new SimpleSpanProcessor({ exporter: new TraceTreeExporter() }));
await placeOrders();
await stop();
