import type { Check } from '../evidence.js';

/** Nothing is registered as tracer provider, or something that does nothing. */
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
      why: 'Without a provider there is nobody to make spans: every decorated method makes the plain call.',
      remedy:
        keptOff.length > 0
          ? `Start the process without ${keptOff.join(' and ')}: NodeSDK registers nothing with it.`
          : 'Start an SDK, or call trace.setGlobalTracerProvider(provider), in a file that is loaded first: ' +
            'node --require ./tracing.js or node --import ./tracing.mjs. Give the doctor the same flags.',
    },
  ];
};
