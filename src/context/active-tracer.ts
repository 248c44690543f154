import { ProxyTracerProvider, type Tracer, type TracerProvider, trace } from '@opentelemetry/api';
import { isObject } from '../shared/validation.js';

// Where every copy of the OpenTelemetry API, of every 1.x version, keeps what was registered. Read here only to learn
// at once that there is nothing: whether what is there can be used is left to the API (its versions must agree).
const REGISTRY = Symbol.for('opentelemetry.js.api.1');

interface Registered extends TracerProvider {
  getDelegate?: () => TracerProvider;
}

const slots = globalThis as {
  readonly [REGISTRY]?: { readonly trace?: Registered; readonly metrics?: object } | undefined;
};

/**
 * Makes the registry's place, empty, where nothing was registered yet; every version of the API reads an empty place as
 * none. Engines keep what a global property holds in compiled code and look a missing one up each time: by this, a call
 * without a provider costs what a plain wrapper does. Nothing relies on it.
 */
export function makeRegistryPlace(): void {
  if (Object.hasOwn(globalThis, REGISTRY)) return;
  const place = { value: undefined, writable: true, enumerable: true, configurable: true };
  // Answers `false`, and throws nothing, where the global object is frozen.
  Reflect.defineProperty(globalThis, REGISTRY, place);
}

/** What is registered as tracer provider, by any copy of the API; `undefined` costs next to nothing. */
export function registeredProvider(): Registered | undefined {
  return slots[REGISTRY]?.trace;
}

/** The same for the meter provider. */
export function registeredMeterProvider(): object | undefined {
  return slots[REGISTRY]?.metrics;
}

/** Whether there is no provider of either kind: all that a call asks while nobody listens. */
export function isNothingRegistered(): boolean {
  const registered = slots[REGISTRY];
  return registered === undefined || (registered.trace === undefined && registered.metrics === undefined);
}

/** The provider that this copy of the API sees; `undefined` where that is none, or one that does nothing. */
export function usableProvider(): TracerProvider | undefined {
  const provider: Registered = trace.getTracerProvider();
  const delegate = delegateOf(provider);
  return delegate instanceof noopProvider() ? undefined : delegate;
}

function delegateOf(provider: Registered): TracerProvider {
  return typeof provider.getDelegate === 'function' ? provider.getDelegate() : provider;
}

let noop: (abstract new () => TracerProvider) | undefined;

function noopProvider(): abstract new () => TracerProvider {
  noop ??= new ProxyTracerProvider().getDelegate().constructor as abstract new () => TracerProvider;
  return noop;
}

/** A tracer by name and version, kept as long as its provider stays the registered one. */
export class TracerSource {
  private registered: Registered | undefined;
  private provider: TracerProvider | undefined;
  private tracer: Tracer | undefined;

  constructor(
    readonly name: string,
    readonly version?: string,
    readonly schemaUrl?: string,
  ) {}

  /** The tracer of the provider that is registered now; `undefined` where there is none. */
  current(): Tracer | undefined {
    const registered = registeredProvider();
    if (registered === undefined) return undefined;
    const provider = delegateOf(registered);
    // The same provider may be registered anew, by a copy of the API that this one agrees with.
    if (provider !== this.provider || registered !== this.registered) {
      const tracer: unknown = usableProvider()?.getTracer(this.name, this.version, {
        schemaUrl: this.schemaUrl,
      });
      // Not kept: the provider may have one the next time.
      if (tracer !== undefined && !isObject(tracer))
        throw new TypeError(`The tracer provider returned ${tracer}, not a tracer.`);
      this.tracer = tracer as Tracer | undefined;
      this.registered = registered;
      this.provider = provider;
    }
    return this.tracer;
  }
}
