// A process that is traced by @kurrent/opentelemetry alone, as its README has it: it appends one event to a stream, or
// receives the first one of it, and prints the spans that came of that.
//   node kurrent-opentelemetry-process.cjs <port> append|subscribe <stream>
const { trace } = require('@opentelemetry/api');
const { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } = require('@opentelemetry/sdk-trace');
const { KurrentDBInstrumentation } = require('@kurrent/opentelemetry');

const exporter = new InMemorySpanExporter();
trace.setGlobalTracerProvider(
  new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }),
);
new KurrentDBInstrumentation().enable();

const { jsonEvent, KurrentDBClient } = require('@kurrent/kurrentdb-client');

async function main([port, action, stream]) {
  const client = KurrentDBClient.connectionString(`kurrentdb://127.0.0.1:${port}?tls=false`);
  if (action === 'append') await client.appendToStream(stream, jsonEvent({ type: 'OrderPlaced', data: {} }));
  else await new Promise((resolve) => client.subscribeToStream(stream).once('data', resolve));
  const spans = exporter.getFinishedSpans().map((span) => ({
    name: span.name,
    traceId: span.spanContext().traceId,
    spanId: span.spanContext().spanId,
    parentSpanId: span.parentSpanContext?.spanId,
  }));
  process.stdout.write(JSON.stringify(spans));
  await client.dispose();
  process.exit(0);
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exit(1);
});
