// Run by environment.test.ts in a process of its own: prints the names of the spans that it made, first as the
// environment has it, then with settings of the code's own.
import { trace } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';

async function main(): Promise<void> {
  const { configureTracing, Traced, traced, withSpan } = (await import(
    process.env.ENTRY as string
  )) as typeof import('otel-traced');
  const exporter = new InMemorySpanExporter();
  trace.setGlobalTracerProvider(
    new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }),
  );

  class Orders {
    @Traced()
    place(): void {}

    @Traced('cancel order')
    cancel(): void {}
  }
  const price = traced('price', () => 1);

  const names = () => {
    exporter.reset();
    new Orders().place();
    new Orders().cancel();
    price();
    withSpan('load order', () => undefined);
    return exporter.getFinishedSpans().map(({ name }) => name);
  };
  const first = names();
  configureTracing({ enabled: true, exclude: ['price'] });
  process.stdout.write(JSON.stringify({ first, configured: names() }));
}

void main();
