import type { Attributes, Meter, MetricOptions, ObservableCallback } from '@opentelemetry/api';

/** One time series: the value that was set last, and the component that set it. */
interface Series {
  value: number;
  owner: object | undefined;
  readonly attributes: Attributes;
}

// Two components, or two copies of this package, that set a series of the same attributes share it.
const SLOT = Symbol.for('otel-traced.latest-values.v1');

/** The values that the gauges of this name show; one for the process. */
export function latestValues(gauge: string): LatestValues {
  const slots = globalThis as { [SLOT]?: Map<string, LatestValues> };
  slots[SLOT] ??= new Map();
  let values = slots[SLOT].get(gauge);
  if (values === undefined) {
    values = new LatestValues();
    slots[SLOT].set(gauge, values);
  }
  return values;
}

/**
 * A gauge that shows the value that was set last, for each set of attributes, whenever metrics are collected. A series
 * never disappears: with cumulative temporality the SDK keeps exporting the last value of one that is no longer
 * observed. A series that has ended shows zero.
 */
export class LatestValues {
  private readonly series = new Map<string, Series>();
  private readonly observe: ObservableCallback = (result) => {
    for (const { value, attributes } of this.series.values()) result.observe(value, attributes);
  };

  set(value: number, attributes: Attributes, owner: object): void {
    this.series.set(JSON.stringify(attributes), { value, attributes, owner });
  }

  /** Sets the series of this owner to zero. Those that another has set since are left as they are. */
  release(owner: object): void {
    for (const series of this.series.values()) {
      if (series.owner !== owner) continue;
      series.value = 0;
      series.owner = undefined;
    }
  }

  /** Creates the gauge in a meter. Call the returned function to remove it. */
  createGauge(meter: Meter, name: string, options: MetricOptions): () => void {
    const gauge = meter.createObservableGauge(name, options);
    gauge.addCallback(this.observe);
    return () => gauge.removeCallback(this.observe);
  }
}
