import type { Attributes, Meter, MetricOptions, ObservableCallback } from '@opentelemetry/api';

/** One time series: the value that was set last. */
interface Series {
  readonly value: number;
  readonly attributes: Attributes;
}

/** A gauge that shows what was set last, for each key, whenever metrics are collected. */
export class LatestValues {
  private readonly series = new Map<string, Series>();
  private readonly observe: ObservableCallback = (result) => {
    for (const { value, attributes } of this.series.values()) result.observe(value, attributes);
  };

  set(key: string, value: number, attributes: Attributes): void {
    this.series.set(key, { value, attributes });
  }

  clear(): void {
    this.series.clear();
  }

  /** The values by key. */
  values(): Record<string, number> {
    return Object.fromEntries([...this.series].map(([key, { value }]) => [key, value]));
  }

  /** Creates the gauge in a meter. What it returns takes it away again. */
  gauge(meter: Meter, name: string, options: MetricOptions): () => void {
    const gauge = meter.createObservableGauge(name, options);
    gauge.addCallback(this.observe);
    return () => gauge.removeCallback(this.observe);
  }
}
