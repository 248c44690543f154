import { context, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import type { Check } from '../evidence.js';
import type { Finding } from '../finding.js';

const KEY = createContextKey('otel-traced.doctor');

/** Nothing carries the active span from a call to the calls in it, or only up to the first `await`. */
export const noContextManager: Check = async ({ provider, registry }) => {
  if (provider === undefined) return [];
  if (!isSetInCall()) return [finding(registry.context === undefined ? NONE : USELESS)];
  return (await isSetAfterAwait()) ? [] : [finding(LOSES)];
};

const NONE = 'No context manager is registered.';
const USELESS = 'A context manager is registered, but what context.with() sets is not active in the call.';
const LOSES = 'The context manager that is registered loses the active context at the first await.';

function isSetInCall(): boolean {
  return context.with(ROOT_CONTEXT.setValue(KEY, true), () => context.active().getValue(KEY) === true);
}

function isSetAfterAwait(): Promise<boolean> {
  return context.with(ROOT_CONTEXT.setValue(KEY, true), async () => {
    await null;
    return context.active().getValue(KEY) === true;
  });
}

function finding(seen: string): Finding {
  return {
    code: 'no-context-manager',
    seen,
    why: 'Spans do not find their parents: each is a trace of its own, and logs have no trace id.',
    remedy:
      'context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()), from ' +
      '@opentelemetry/context-async-hooks; NodeSDK and NodeTracerProvider.register() do it for you.',
  };
}
