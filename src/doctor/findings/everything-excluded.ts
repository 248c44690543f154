import type { Check } from '../evidence.js';

const SETTINGS = Symbol.for('otel-traced.settings.v1');

/** `OTEL_TRACED_EXCLUDE`, or `exclude` of `configureTracing`, leaves no traced method over. */
export const everythingExcluded: Check = ({ env, heap }) => {
  const variable = env.OTEL_TRACED_EXCLUDE ?? '';
  const patterns = excluded(variable);
  const names = heap?.tracedMethods.map(({ name }) => name) ?? [];
  const hidden = names.filter((name) => patterns.some((pattern) => pattern.test(name)));
  const hidesAll = patterns.some((pattern) => UNLIKELY.every((name) => pattern.test(name)));
  if (!hidesAll && (names.length === 0 || hidden.length < names.length)) return [];
  return [
    {
      code: 'everything-excluded',
      seen: `${variable === '' ? 'configureTracing({ exclude })' : `OTEL_TRACED_EXCLUDE '${variable}'`} hides ${
        hidesAll ? 'every name' : `all ${names.length} traced methods: ${shortList(names)}`
      }.`,
      why: 'Every decorated method makes the plain call: no spans of otel-traced.',
      remedy:
        "Exclude less: patterns match whole names of spans or Class.method, '*' matches any characters.",
    },
  ];
};

// Only a pattern that means everything matches all of these.
const UNLIKELY = ['a', 'Zq.x', 'publish {event_type}', '7'];

function excluded(variable: string): readonly RegExp[] {
  const settings = (globalThis as { [SETTINGS]?: { readonly exclude?: readonly RegExp[] } })[SETTINGS];
  // Nothing has read the environment yet: it will be read as it is now.
  return settings?.exclude ?? variable.split(',').map(wholeMatch);
}

/** As src/shared/settings.ts reads it; an empty pattern excludes nothing. */
function wholeMatch(pattern: string): RegExp {
  const parts = pattern
    .trim()
    .split('*')
    .map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}

function shortList(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${shown}, …` : shown;
}
