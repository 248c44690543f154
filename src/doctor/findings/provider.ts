import type { Check } from '../evidence.js';
import { dataProperty, hasMethods, reachable, typeName } from '../own-data.js';
import { sdkParts } from '../sdk-parts.js';

/** No tracer provider is registered, or one that does nothing. */
export const noProvider: Check = ({ provider, registry, env }) => {
  if (provider !== undefined) return [];
  const what =
    registry.trace === undefined
      ? 'No tracer provider is registered with @opentelemetry/api'
      : 'The tracer provider that is registered with @opentelemetry/api is one that does nothing';
  const keptOff = [
    ...(env.OTEL_SDK_DISABLED?.toLowerCase() === 'true' ? ['OTEL_SDK_DISABLED'] : []),
    ...(env.OTEL_TRACES_EXPORTER === 'none' ? ['OTEL_TRACES_EXPORTER'] : []),
  ];
  return [
    {
      code: 'no-provider',
      seen: `${[what, ...keptOff.map((name) => `${name} is ${env[name]}`)].join(', and ')}.`,
      why: 'Nothing makes spans without a provider: every decorated method makes the plain call.',
      remedy:
        keptOff.length > 0
          ? `Start the process without ${keptOff.join(' and ')}: NodeSDK registers nothing with it.`
          : 'Start an SDK, or call trace.setGlobalTracerProvider(provider), in a file that is loaded first: ' +
            'node --require ./tracing.js or node --import ./tracing.mjs. Pass the same flags to the doctor.',
    },
  ];
};

/** A provider with span processors that isn't the registered one: it came second, or was replaced. */
export const providerNotRegistered: Check = ({ provider, heap }) => {
  // A registered provider may hand its calls on to another one.
  const registeredParts = new Set(provider === undefined ? [] : reachable(provider, 3));
  const others = (heap?.objects ?? []).filter(
    (object) => isProvider(object) && !registeredParts.has(object) && exportsSpans(object),
  );
  if (others.length === 0) return [];
  const list = others.map(describe).join(', ');
  const registered =
    provider === undefined
      ? 'No tracer provider is registered'
      : `${describe(provider)} is the registered one`;
  return [
    {
      code: 'provider-not-registered',
      seen: `${registered}, and there ${others.length === 1 ? 'is one' : `are ${others.length}`} that ${
        others.length === 1 ? "isn't" : "aren't"
      }: ${list}.`,
      why:
        'Decorated methods use the registered provider only: the processors and exporters of another one get none of ' +
        'their spans. The API keeps the first registration and reports a second one to diag only.',
      remedy:
        provider === undefined
          ? 'Call provider.register(), or trace.setGlobalTracerProvider(provider), when you create it.'
          : 'Set OpenTelemetry up once: give all span processors to one provider, and look for a second set-up ' +
            '(an agent, NodeSDK, a vendor package). To replace a provider, call trace.disable() first.',
    },
  ];
};

function isProvider(object: object): boolean {
  return hasMethods(object, 'getTracer', 'forceFlush', 'shutdown');
}

/** Whether it has a span processor that wasn't shut down. */
function exportsSpans(provider: object): boolean {
  return sdkParts(provider).processors.some((processor) => !isShutDown(processor));
}

/** The SDK's processors and exporters remember their shutdown in a value that is bound once. */
function isShutDown(processor: object): boolean {
  return [...reachable(processor, 1)].some((part) => dataProperty(part, '_isCalled') === true);
}

function describe(provider: object): string {
  const { processors, exporters } = sdkParts(provider);
  const parts = [...processors, ...exporters].map(typeName);
  return parts.length === 0 ? `a ${typeName(provider)}` : `a ${typeName(provider)} with ${parts.join(', ')}`;
}
