import type { Attributes, Meter, MeterProvider } from '@opentelemetry/api';
import type { Scope } from './hub.js';
import { matchesValue } from './match-value.js';
import { canLoad, installCommand, load } from './sdk.js';

/** A metric as it stands at the moment of `collect()`. */
export interface RecordedMetric {
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  /** The name of the meter. */
  readonly scope: string;
  /** One for each set of attributes. */
  readonly points: readonly RecordedPoint[];
}

export interface RecordedPoint {
  readonly attributes: Attributes;
  readonly value: number | RecordedHistogram;
}

export interface RecordedHistogram {
  readonly count: number;
  readonly sum?: number;
  readonly min?: number;
  readonly max?: number;
  readonly buckets: { readonly boundaries: readonly number[]; readonly counts: readonly number[] };
}

/** The metrics of a recorder. Reading them is asynchronous because observable instruments are asked at that moment. */
export interface RecordedMetrics {
  /** All metrics that have a value, cumulative since the recorder was made or reset. */
  collect(): Promise<RecordedMetric[]>;
  find(name: string): Promise<RecordedMetric | undefined>;
  /** The value of the only point that has at least these attributes; `undefined` where there is none. */
  value(
    name: string,
    attributes?: Readonly<Record<string, unknown>>,
  ): Promise<number | RecordedHistogram | undefined>;
}

interface MetricReader {
  collect(): Promise<{
    resourceMetrics: {
      scopeMetrics: {
        scope: { name: string };
        metrics: {
          descriptor: { name: string; description: string; unit: string };
          dataPoints: RecordedPoint[];
        }[];
      }[];
    };
    errors: unknown[];
  }>;
}

interface MetricsSdk {
  readonly MeterProvider: new (options: { readers: MetricReader[] }) => MeterProvider;
  readonly MetricReader: abstract new () => MetricReader;
}

const PACKAGE = '@opentelemetry/sdk-metrics';

export class RecorderMetrics implements RecordedMetrics {
  private current: { provider: MeterProvider; reader: MetricReader } | undefined;

  // Loaded at the first measurement or reading: most tests have none.
  private get sdk(): { provider: MeterProvider; reader: MetricReader } {
    this.current ??= newMeterProvider();
    return this.current;
  }

  meter(...scope: Scope): Meter {
    return this.sdk.provider.getMeter(...scope);
  }

  async collect(): Promise<RecordedMetric[]> {
    const { resourceMetrics, errors } = await this.sdk.reader.collect();
    if (errors.length > 0) throw errors[0];
    return resourceMetrics.scopeMetrics.flatMap(({ scope, metrics }) =>
      metrics.map(({ descriptor: { name, description, unit }, dataPoints }) => {
        const points = dataPoints.map(({ attributes, value }) => ({ attributes, value }));
        return { name, description, unit, scope: scope.name, points };
      }),
    );
  }

  async find(name: string): Promise<RecordedMetric | undefined> {
    return (await this.collect()).find((metric) => metric.name === name);
  }

  async value(
    name: string,
    attributes: Readonly<Record<string, unknown>> = {},
  ): Promise<number | RecordedHistogram | undefined> {
    const points = (await this.find(name))?.points ?? [];
    const fitting = points.filter((point) =>
      Object.entries(attributes).every(([key, value]) => matchesValue(point.attributes[key], value)),
    );
    if (fitting.length > 1) {
      const found = fitting.map((point) => JSON.stringify(point.attributes)).join(', ');
      throw new Error(
        `${fitting.length} points of the metric ${JSON.stringify(name)} fit: ${found}. Give more attributes.`,
      );
    }
    return fitting[0]?.value;
  }

  reset(): void {
    this.current = undefined;
  }
}

function newMeterProvider(): { provider: MeterProvider; reader: MetricReader } {
  if (!canLoad(PACKAGE)) {
    throw new Error(`traces.metrics needs the metrics SDK. Install it: ${installCommand(PACKAGE)}`);
  }
  const { MeterProvider, MetricReader } = load(PACKAGE) as MetricsSdk;
  // Read on demand alone: no timer, nothing to flush.
  class OnDemandReader extends MetricReader {
    onForceFlush(): Promise<void> {
      return Promise.resolve();
    }
    onShutdown(): Promise<void> {
      return Promise.resolve();
    }
  }
  const reader = new OnDemandReader();
  return { reader, provider: new MeterProvider({ readers: [reader] }) };
}
