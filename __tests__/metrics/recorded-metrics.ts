import { context, diag, metrics, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  type DataPoint,
  DataPointType,
  type Histogram,
  MeterProvider,
  type MetricData,
  MetricReader,
} from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { configureTracing } from 'otel-traced';

/** Hands out what was measured when it is asked. */
class OnDemandReader extends MetricReader {
  protected onForceFlush = async () => {};
  protected onShutdown = async () => {};
}

/** One metric of one scope, with the points of its attribute sets. */
export interface Recorded {
  readonly name: string;
  readonly unit: string;
  readonly kind: string;
  /** Name and version. */
  readonly scope: string;
  readonly data: MetricData;
  readonly points: readonly DataPoint<number | Histogram>[];
}

/** The metrics SDK, registered with the API. */
export class Metering {
  private readonly reader = new OnDemandReader();
  private readonly provider = new MeterProvider({ readers: [this.reader] });

  constructor() {
    metrics.setGlobalMeterProvider(this.provider);
  }

  /** What was measured since the provider is registered. */
  async collect(): Promise<Recorded[]> {
    const { resourceMetrics, errors } = await this.reader.collect();
    expect(errors).toEqual([]);
    return resourceMetrics.scopeMetrics.flatMap(({ scope, metrics: found }) =>
      found.map((data) => ({
        name: data.descriptor.name,
        unit: data.descriptor.unit,
        kind: kindOf(data),
        scope: scope.version === undefined ? scope.name : `${scope.name}@${scope.version}`,
        data,
        points: data.dataPoints as DataPoint<number | Histogram>[],
      })),
    );
  }

  /** The sums or counts of a metric by the JSON of their attributes. */
  async values(name: string): Promise<Record<string, number>> {
    const metric = (await this.collect()).find((one) => one.name === name);
    const values = (metric?.points ?? []).map(({ attributes, value }) => [
      JSON.stringify(attributes),
      typeof value === 'number' ? value : value.count,
    ]);
    return Object.fromEntries(values);
  }

  /** The histogram of the one set of attributes that a metric has. */
  async histogram(name: string): Promise<Histogram> {
    const metric = (await this.collect()).find((one) => one.name === name);
    expect(metric?.points).toHaveLength(1);
    return metric?.points[0]?.value as Histogram;
  }
}

/** The tracing SDK, registered with the API: what it exported. */
export function registerTracing(): InMemorySpanExporter {
  const exporter = new InMemorySpanExporter();
  trace.setGlobalTracerProvider(
    new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }),
  );
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  return exporter;
}

/** Puts the process back as it was before any test. */
export function unregisterAll(): void {
  trace.disable();
  metrics.disable();
  context.disable();
  diag.disable();
  configureTracing({
    metrics: undefined,
    onInternalError: undefined,
    sanitize: undefined,
    exclude: undefined,
  });
}

function kindOf(data: MetricData): string {
  if (data.dataPointType === DataPointType.SUM) return data.isMonotonic ? 'counter' : 'up-down counter';
  return data.dataPointType === DataPointType.GAUGE ? 'gauge' : 'histogram';
}
