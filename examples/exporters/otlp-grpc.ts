// OTLP over gRPC, to http://localhost:4317 or OTEL_EXPORTER_OTLP_ENDPOINT; http is without TLS, https with it.
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace';
import { placeOrders } from './orders.js';
import { startTracing } from './start-tracing.js';

const stop = startTracing(new BatchSpanProcessor({ exporter: new OTLPTraceExporter() }));
await placeOrders();
await stop();
