// OTLP over HTTP as JSON, to http://localhost:4318 or OTEL_EXPORTER_OTLP_ENDPOINT. The easiest one to look into.
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace';
import { placeOrders } from './orders.js';
import { startTracing } from './start-tracing.js';

const stop = startTracing(new BatchSpanProcessor({ exporter: new OTLPTraceExporter() }));
await placeOrders();
await stop();
