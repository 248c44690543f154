import type { Check } from '../evidence.js';

const SETTINGS = Symbol.for('otel-traced.settings.v1');

interface Settings {
  readonly asked?: boolean;
  readonly enabled?: boolean;
}

/** `OTEL_TRACED_DISABLED`, or `configureTracing({ enabled: false })`. */
export const switchedOff: Check = ({ env }) => {
  const settings = (globalThis as { [SETTINGS]?: Settings })[SETTINGS];
  const variable = env.OTEL_TRACED_DISABLED ?? '';
  const inEnvironment = /^(true|1)$/i.test(variable.trim());
  // The environment is read once, and again by configureTracing(): what counts is what was read then.
  if (settings === undefined ? !inEnvironment : settings.enabled !== false) return [];
  const byCode = settings?.asked === false;
  const seen = [
    ...(inEnvironment ? [`OTEL_TRACED_DISABLED is '${variable}'`] : []),
    ...(byCode ? ['configureTracing({ enabled: false }) was called'] : []),
  ];
  return [
    {
      code: 'switched-off',
      seen: `${seen.join(', and ') || 'OTEL_TRACED_DISABLED was set when it was read'}.`,
      why: 'Every decorated method makes the plain call: no spans of otel-traced, whatever the SDK does.',
      remedy: [
        ...(byCode ? ['Call configureTracing({ enabled: true }), or not at all.'] : []),
        ...(inEnvironment || !byCode ? ['Start the process without OTEL_TRACED_DISABLED.'] : []),
      ].join(' '),
    },
  ];
};
