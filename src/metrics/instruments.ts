import { type Meter, type MeterProvider, metrics } from '@opentelemetry/api';
import type { MeasuredMethod } from '../call-metrics.js';

type Scope = MeasuredMethod['scope'];

/**
 * Instruments of each scope's meter, made anew where another meter provider was registered. Unlike the API's tracers,
 * its meters do not move to a provider that comes later.
 */
export class Instruments<T> {
  private provider: MeterProvider | undefined;
  private readonly made = new Map<Scope, T>();

  constructor(
    private readonly make: (meter: Meter) => T,
    private readonly undo: (old: T) => void = () => {},
  ) {}

  /** The instruments of the provider that is registered now. */
  current(scope: Scope): T {
    const provider = metrics.getMeterProvider();
    if (provider !== this.provider) this.moveTo(provider);
    let made = this.made.get(scope);
    if (made === undefined) {
      made = this.make(provider.getMeter(scope.name, scope.version, { schemaUrl: scope.schemaUrl }));
      this.made.set(scope, made);
    }
    return made;
  }

  /** Undoes what was made; what comes next makes it anew. */
  dispose(): void {
    for (const old of this.made.values()) this.undo(old);
    this.made.clear();
  }

  private moveTo(provider: MeterProvider): void {
    this.dispose();
    this.provider = provider;
  }
}
