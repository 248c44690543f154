import { ROOT_CONTEXT, SpanKind, TraceFlags, trace } from '@opentelemetry/api';
import type { Check } from '../evidence.js';
import type { Sampler } from '../sdk-parts.js';

const RECORD_AND_SAMPLED = 2;

// Every sampler that keeps a share of the traces keeps the first; the others are spread over the range.
const TRACE_IDS = ['f'.repeat(32), ...Array.from('048c', (digit) => digit.repeat(31).concat('1'))];

const CALLER = { spanId: 'b7ad6b7169203331', traceFlags: TraceFlags.SAMPLED, isRemote: true };

/** The sampler drops whatever begins in this process. */
export const samplerDropsAll: Check = ({ sdk: { sampler }, env }) => {
  if (sampler === undefined || TRACE_IDS.some((traceId) => keeps(sampler, traceId, false))) return [];
  const followsCallers = TRACE_IDS.some((traceId) => keeps(sampler, traceId, true));
  const asked = ['OTEL_TRACES_SAMPLER', 'OTEL_TRACES_SAMPLER_ARG']
    .filter((name) => env[name] !== undefined)
    .map((name) => `${name}=${env[name]}`);
  return [
    {
      code: 'sampler-drops-all',
      seen: `The sampler ${String(sampler)} dropped ${TRACE_IDS.length} of ${TRACE_IDS.length} made-up traces${
        asked.length === 0 ? '' : ` (${asked.join(', ')})`
      }.`,
      why: followsCallers
        ? 'Only traces that a caller sampled are recorded: what begins in this process is lost.'
        : 'Every span is made and thrown away: nothing is exported.',
      remedy:
        'Give the provider a sampler that keeps some: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(0.1) }), ' +
        'or OTEL_TRACES_SAMPLER=parentbased_traceidratio with OTEL_TRACES_SAMPLER_ARG=0.1.',
    },
  ];
};

function keeps(sampler: Sampler, traceId: string, called: boolean): boolean {
  const parent = called ? trace.setSpanContext(ROOT_CONTEXT, { traceId, ...CALLER }) : ROOT_CONTEXT;
  const { decision } = sampler.shouldSample(parent, traceId, 'otel-traced doctor', SpanKind.INTERNAL, {}, []);
  return decision === RECORD_AND_SAMPLED;
}
