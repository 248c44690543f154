import type { Check } from '../evidence.js';

/** Nothing is registered as tracer provider, or something that does nothing. */
export const noProvider: Check = ({ provider, registry, env }) => {
  if (provider !== undefined) return [];
  const what =
    registry.trace === undefined
      ? 'No tracer provider is registered with @opentelemetry/api'
      : 'The tracer provider that is registered with @opentelemetry/api is one that does nothing';
  const disabled = env.OTEL_SDK_DISABLED?.toLowerCase() === 'true';
  return [
    {
      code: 'no-provider',
      seen: `${what}${disabled ? ', and OTEL_SDK_DISABLED is true' : ''}.`,
      why: 'Without a provider there is nobody to make spans: every decorated method makes the plain call.',
      remedy: disabled
        ? 'Start the process without OTEL_SDK_DISABLED.'
        : 'Start an SDK, or call trace.setGlobalTracerProvider(provider), in a file that is loaded first: ' +
          'node --require ./tracing.js or node --import ./tracing.mjs. Give the doctor the same flags.',
    },
  ];
};
