import { propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { Check } from '../evidence.js';

const EXAMPLE = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };

/** Nothing writes the trace context into messages and requests. */
export const noPropagator: Check = ({ provider, registry, env }) => {
  if (provider === undefined || writesTraceContext()) return [];
  const what =
    registry.propagation === undefined
      ? 'No propagator is registered'
      : 'The propagator that is registered writes no trace context into a carrier';
  const asked = env.OTEL_PROPAGATORS;
  return [
    {
      code: 'no-propagator',
      seen: `${what}${asked === undefined ? '' : `, and OTEL_PROPAGATORS is '${asked}'`}.`,
      why: 'Messages and requests leave without a trace context: the receiver starts a trace of its own.',
      remedy:
        'propagation.setGlobalPropagator(new W3CTraceContextPropagator()), from @opentelemetry/core; ' +
        'NodeSDK and NodeTracerProvider.register() do it for you, unless OTEL_PROPAGATORS says otherwise.',
    },
  ];
};

function writesTraceContext(): boolean {
  const carrier: Record<string, unknown> = {};
  propagation.inject(trace.setSpanContext(ROOT_CONTEXT, EXAMPLE), carrier);
  return Object.keys(carrier).length > 0;
}
