import { context, createContextKey, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { Check } from '../evidence.js';
import type { Finding } from '../finding.js';

const KEY = createContextKey('otel-traced.doctor');

/** Nothing carries the active span from a call to the calls in it, or only up to the first `await`. */
export const noContextManager: Check = async ({ provider, registry }) => {
  if (provider === undefined) return [];
  if (!isSetInCall()) return [contextFinding(registry.context === undefined ? NONE : USELESS)];
  return (await isSetAfterAwait()) ? [] : [contextFinding(LOSES)];
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

function contextFinding(seen: string): Finding {
  return {
    code: 'no-context-manager',
    seen,
    why: 'Spans do not find their parents: each begins a new trace, and logs have no trace id.',
    remedy:
      'context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()), from ' +
      '@opentelemetry/context-async-hooks; NodeSDK and NodeTracerProvider.register() do it for you.',
  };
}

const EXAMPLE = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };

/** Nothing writes the trace context into messages and requests. */
export const noPropagator: Check = ({ provider, registry, env }) => {
  if (provider === undefined || writesTraceContext()) return [];
  const what =
    registry.propagation === undefined
      ? 'No propagator is registered'
      : 'The propagator that is registered writes no trace context into a carrier';
  const requested = env.OTEL_PROPAGATORS;
  return [
    {
      code: 'no-propagator',
      seen: `${what}${requested === undefined ? '' : `, and OTEL_PROPAGATORS is '${requested}'`}.`,
      why: 'Messages and requests are sent without a trace context: the receiver begins a new trace.',
      remedy:
        'propagation.setGlobalPropagator(new W3CTraceContextPropagator()), from @opentelemetry/core; ' +
        'NodeSDK and NodeTracerProvider.register() do it for you, unless OTEL_PROPAGATORS is set.',
    },
  ];
};

function writesTraceContext(): boolean {
  const carrier: Record<string, unknown> = {};
  propagation.inject(trace.setSpanContext(ROOT_CONTEXT, EXAMPLE), carrier);
  return Object.keys(carrier).length > 0;
}
