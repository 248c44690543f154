import { type Meter, type MeterProvider, metrics } from '@opentelemetry/api';
import type { MeasuredMethod } from '../call-metrics.js';
import { VERSION } from '../shared/version.js';

type Scope = MeasuredMethod['scope'];

/** The instrumentation scope of metrics that belong to a component rather than to one traced method. */
const COMPONENT_SCOPE: Scope = { name: 'otel-traced', version: VERSION };

/** Bucket boundaries in seconds, as the semantic conventions advise them for durations of calls. */
export const SECONDS_BUCKETS: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
];

/** The same in milliseconds. */
export const MILLISECONDS_BUCKETS: readonly number[] = /* @__PURE__ */ SECONDS_BUCKETS.map(
  (seconds) => seconds * 1_000,
);

/**
 * The instruments of each scope's meter, created again when another meter provider is registered: unlike the API's
 * tracers, its meters don't move to a provider that is registered later.
 */
export class Instruments<T> {
  private provider: MeterProvider | undefined;
  private readonly created = new Map<Scope, T>();

  constructor(
    private readonly create: (meter: Meter) => T,
    private readonly remove: (old: T) => void = () => {},
  ) {}

  /** The instruments of the provider that is registered now. */
  current(scope: Scope = COMPONENT_SCOPE): T {
    const provider = metrics.getMeterProvider();
    if (provider !== this.provider) this.moveTo(provider);
    let instruments = this.created.get(scope);
    if (instruments === undefined) {
      instruments = this.create(provider.getMeter(scope.name, scope.version, { schemaUrl: scope.schemaUrl }));
      this.created.set(scope, instruments);
    }
    return instruments;
  }

  private moveTo(provider: MeterProvider): void {
    for (const old of this.created.values()) this.remove(old);
    this.created.clear();
    this.provider = provider;
  }
}
