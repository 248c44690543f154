// The states of OpenTelemetry in which calls are measured.
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { AlwaysOffSampler, AlwaysOnSampler, TracerProvider } from '@opentelemetry/sdk-trace';

export const STATES = {
  nothing: 'nothing of OpenTelemetry registered',
  'no-provider': 'no provider (a context manager is registered)',
  sampled: 'sampled',
  unsampled: 'not sampled',
};

/** States of this package alone; the provider is that of `sampled`. */
const SETTINGS = {
  // As many patterns as an application has, the last of which matches.
  excluded: { OTEL_TRACED_EXCLUDE: `${'health.*,*Repository.find*,'.repeat(4)}Service.*` },
  disabled: { OTEL_TRACED_DISABLED: 'true' },
};

/** Spans that were ended, each of them by the subject under test. */
export const ended = { count: 0 };

const counting = {
  onStart() {},
  onEnd() {
    ended.count++;
  },
  async forceFlush() {},
  async shutdown() {},
};

/** Brings this process into the state, before any subject is loaded. */
export function enter(state) {
  if (state === 'nothing') return;
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  if (state === 'no-provider') return;
  Object.assign(process.env, SETTINGS[state]);
  const sampler = state === 'unsampled' ? new AlwaysOffSampler() : new AlwaysOnSampler();
  trace.setGlobalTracerProvider(new TracerProvider({ sampler, spanProcessors: [counting] }));
}
