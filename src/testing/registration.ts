import {
  context,
  createContextKey,
  createNoopMeter,
  metrics,
  propagation,
  ROOT_CONTEXT,
  type TextMapPropagator,
  trace,
} from '@opentelemetry/api';
import { logsApis } from './logs-api.js';
import { newRoutingLoggerProvider } from './routing-logger.js';
import { newRoutingMeterProvider } from './routing-meter.js';
import { isProxy, newRoutingTracerProvider, registeredTracerProvider } from './routing-tracer.js';
import { canLoad, type TraceSdk } from './sdk.js';

type Undo = () => void;

export interface Registration {
  /** Whether the tracer provider of this registration is still the process's. */
  isRegistered(): boolean;
  undo: Undo;
}

/**
 * Registers what recorders need for the process. `undo` puts everything back that is still as it was left here.
 * @throws Error where another copy of the API keeps its place; what was registered until then is undone.
 */
export function register(sdk: TraceSdk): Registration {
  const undos: Undo[] = [];
  const undo = (): void => {
    for (const step of undos.splice(0).reverse()) step();
  };
  const provider = newRoutingTracerProvider();
  try {
    undos.push(registerTracerProvider(provider));
    undos.push(registerContextManager(sdk));
    undos.push(registerPropagator(sdk));
    if (canLoad('@opentelemetry/sdk-metrics')) undos.push(registerMeterProvider());
    if (canLoad('@opentelemetry/sdk-logs')) undos.push(registerLoggerProviders());
  } catch (error) {
    undo();
    throw error;
  }
  return { isRegistered: () => registeredTracerProvider() === provider, undo };
}

function registerTracerProvider(ours: ReturnType<typeof newRoutingTracerProvider>): Undo {
  const standing = trace.getTracerProvider();
  const previous = registeredTracerProvider();
  ours.previous = previous;
  ours.registered = true;
  if (previous && isProxy(standing)) {
    // Behind the proxy: the process's registration itself, perhaps another copy's, stays as it is.
    standing.setDelegate(ours);
    return () => {
      ours.registered = false;
      if (standing.getDelegate() === ours) standing.setDelegate(previous);
    };
  }
  if (previous) {
    const putBack = replace('trace', previous, ours);
    return () => {
      ours.registered = false;
      putBack();
    };
  }
  if (!trace.setGlobalTracerProvider(ours)) throw refusal('tracer provider');
  return () => {
    ours.registered = false;
    if (registeredTracerProvider() === ours) trace.disable();
  };
}

// Where every 1.x copy of the API keeps what is registered. What stands there is exchanged in place: to disable it and
// register anew would fail, and lose it, where a copy of another version had registered it.
const REGISTRY = Symbol.for('opentelemetry.js.api.1');

function replace(kind: 'trace' | 'metrics', previous: object, ours: object): Undo {
  const registry = (globalThis as { [REGISTRY]?: Record<string, unknown> })[REGISTRY] ?? {};
  registry[kind] = ours;
  return () => {
    if (registry[kind] === ours) registry[kind] = previous;
  };
}

const PROBE = createContextKey('otel-traced.testing.probe');

function registerContextManager(sdk: TraceSdk): Undo {
  const probe = ROOT_CONTEXT.setValue(PROBE, true);
  const isActive = (): boolean => context.active().getValue(PROBE) === true;
  if (context.with(probe, isActive)) return () => {};
  const manager = sdk.newContextManager().enable();
  if (!context.setGlobalContextManager(manager)) throw refusal('context manager');
  return () => {
    if (manager.with(probe, isActive)) context.disable();
  };
}

interface CorePackage {
  readonly W3CTraceContextPropagator: new () => TextMapPropagator;
  readonly W3CBaggagePropagator: new () => TextMapPropagator;
  readonly CompositePropagator: new (options: { propagators: TextMapPropagator[] }) => TextMapPropagator;
}

function registerPropagator(sdk: TraceSdk): Undo {
  if (propagation.fields().length > 0) return () => {};
  const core = sdk.require('@opentelemetry/core') as CorePackage;
  const propagators = [new core.W3CTraceContextPropagator(), new core.W3CBaggagePropagator()];
  const w3c = new core.CompositePropagator({ propagators });
  const fields = w3c.fields();
  // The API shows its propagator's fields alone: by this very array ours is known again.
  w3c.fields = () => fields;
  if (!propagation.setGlobalPropagator(w3c)) throw refusal('propagator');
  return () => {
    if (propagation.fields() === fields) propagation.disable();
  };
}

function registerMeterProvider(): Undo {
  const standing = metrics.getMeterProvider();
  const previous = standing.getMeter('otel-traced') === createNoopMeter() ? undefined : standing;
  const ours = newRoutingMeterProvider(previous);
  if (previous) return replace('metrics', previous, ours);
  if (!metrics.setGlobalMeterProvider(ours)) throw refusal('meter provider');
  return () => {
    if (metrics.getMeterProvider() === ours) metrics.disable();
  };
}

function registerLoggerProviders(): Undo {
  const undos = logsApis().map((logs): Undo => {
    const standing = logs.getLoggerProvider();
    const previous = standing.constructor.name === 'ProxyLoggerProvider' ? undefined : standing;
    const ours = newRoutingLoggerProvider(previous);
    if (previous) logs.disable();
    logs.setGlobalLoggerProvider(ours);
    return () => {
      if (logs.getLoggerProvider() !== ours) return;
      logs.disable();
      if (previous) logs.setGlobalLoggerProvider(previous);
    };
  });
  return () => {
    for (const undo of undos) undo();
  };
}

function refusal(what: string): Error {
  return new Error(
    `recordTraces() could not register its ${what}: another copy of @opentelemetry/api, of another version, holds the ` +
      "process's registration. Have one copy (npm ls @opentelemetry/api shows them), or undo that registration first.",
  );
}
