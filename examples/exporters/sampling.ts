// A tenth of the traces, each whole: the service where a trace begins decides, the others follow (ParentBased).
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { BatchSpanProcessor, ParentBasedSampler, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace';
import { placeOrders } from './orders.js';
import { startTracing } from './start-tracing.js';

const ratio = Number(process.env.SAMPLE_RATIO ?? 0.1);
const sampler = new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) });

const stop = startTracing(new BatchSpanProcessor({ exporter: new OTLPTraceExporter() }), sampler);
await placeOrders(Number(process.env.ORDER_PAIRS ?? 1));
await stop();
