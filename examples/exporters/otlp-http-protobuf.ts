// OTLP over HTTP as protobuf, to http://localhost:4318 or OTEL_EXPORTER_OTLP_ENDPOINT: Grafana Tempo, Honeycomb, a
// collector. Keys go into OTEL_EXPORTER_OTLP_HEADERS, compression is OTEL_EXPORTER_OTLP_COMPRESSION=gzip.
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace';
import { placeOrders } from './orders.js';
import { startTracing } from './start-tracing.js';

const stop = startTracing(new BatchSpanProcessor({ exporter: new OTLPTraceExporter() }));
await placeOrders();
await stop();
