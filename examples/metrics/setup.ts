import { metrics } from '@opentelemetry/api';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { HostMetrics } from '@opentelemetry/host-metrics';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { enableMetrics } from 'otel-traced/metrics';

/** Sets up metrics that Prometheus can scrape at http://127.0.0.1:<port>/metrics. What it returns shuts them down. */
export async function setUpMetrics(port: number): Promise<() => Promise<void>> {
  const exporter = new PrometheusExporter({ host: '127.0.0.1', port, preventServerStart: true });
  const provider = new MeterProvider({ readers: [exporter] });
  metrics.setGlobalMeterProvider(provider);
  enableMetrics();
  // The process's memory and CPU time: OpenTelemetry's own package knows them, and the machine's.
  new HostMetrics({ metricGroups: ['process.cpu', 'process.memory'] }).start();
  await exporter.startServer();
  return () => provider.shutdown();
}
