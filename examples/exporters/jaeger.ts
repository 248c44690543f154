// Jaeger takes OTLP itself, from 1.35 on: its own exporters are a thing of the past. JAEGER_HOST: default localhost.
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace';
import { placeOrders } from './orders.js';
import { startTracing } from './start-tracing.js';

const { JAEGER_HOST = 'localhost', JAEGER_OTLP_PORT = '4318' } = process.env;
const url = `http://${JAEGER_HOST}:${JAEGER_OTLP_PORT}/v1/traces`;

const stop = startTracing(new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url }) }));
await placeOrders();
await stop();
