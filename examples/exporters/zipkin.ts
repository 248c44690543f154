// Zipkin's own format, to http://localhost:9411/api/v2/spans or OTEL_EXPORTER_ZIPKIN_ENDPOINT.
import { ZipkinExporter } from '@opentelemetry/exporter-zipkin';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace';
import { placeOrders } from './orders.js';
import { startTracing } from './start-tracing.js';

const stop = startTracing(new BatchSpanProcessor({ exporter: new ZipkinExporter() }));
await placeOrders();
await stop();
