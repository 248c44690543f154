import { ROOT_CONTEXT, SpanKind, TraceFlags, trace } from '@opentelemetry/api';
import type { Check } from '../evidence.js';
import { typeName } from '../own-data.js';
import type { Sampler } from '../sdk-parts.js';

const RECORD_AND_SAMPLED = 2;

// Every sampler that keeps a share of the traces keeps the first; the others are spread over the range.
const TRACE_IDS = ['f'.repeat(32), ...Array.from('048c', (digit) => digit.repeat(31).concat('1'))];

const CALLER = { spanId: 'b7ad6b7169203331', traceFlags: TraceFlags.SAMPLED, isRemote: true };

/** The sampler drops whatever begins in this process. */
export const samplerDropsAll: Check = ({ sdk: { sampler }, env }) => {
  if (sampler === undefined || TRACE_IDS.some((traceId) => keeps(sampler, traceId, false))) return [];
  const followsCallers = TRACE_IDS.some((traceId) => keeps(sampler, traceId, true));
  const requested = ['OTEL_TRACES_SAMPLER', 'OTEL_TRACES_SAMPLER_ARG']
    .filter((name) => env[name] !== undefined)
    .map((name) => `${name}=${env[name]}`);
  return [
    {
      code: 'sampler-drops-all',
      seen: `The sampler ${String(sampler)} dropped ${TRACE_IDS.length} of ${TRACE_IDS.length} made-up traces${
        requested.length === 0 ? '' : ` (${requested.join(', ')})`
      }.`,
      why: followsCallers
        ? 'Only traces that a caller sampled are recorded: what begins in this process is lost.'
        : 'Every span is dropped: nothing is exported.',
      remedy:
        'Use a sampler that keeps some: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(0.1) }), ' +
        'or OTEL_TRACES_SAMPLER=parentbased_traceidratio with OTEL_TRACES_SAMPLER_ARG=0.1.',
    },
  ];
};

function keeps(sampler: Sampler, traceId: string, called: boolean): boolean {
  const parent = called ? trace.setSpanContext(ROOT_CONTEXT, { traceId, ...CALLER }) : ROOT_CONTEXT;
  const { decision } = sampler.shouldSample(parent, traceId, 'otel-traced doctor', SpanKind.INTERNAL, {}, []);
  return decision === RECORD_AND_SAMPLED;
}

/** An SDK's provider without span processors. */
export const noSpanProcessor: Check = ({ provider, sdk, env }) => {
  if (provider === undefined || !isSdkProvider(provider) || sdk.processors.length > 0) return [];
  const requested = env.OTEL_TRACES_EXPORTER;
  return [
    {
      code: 'no-span-processor',
      seen: `The ${typeName(provider)} has no span processor${requested === undefined ? '' : `, and OTEL_TRACES_EXPORTER is '${requested}'`}.`,
      why: 'Every span is made and then dropped: nothing is exported.',
      remedy:
        'Pass one to its constructor: spanProcessors: [new BatchSpanProcessor(…)]. ' +
        'With SDK 1, call provider.addSpanProcessor(…).',
    },
  ];
};

function isSdkProvider(provider: object): boolean {
  return Object.hasOwn(provider, '_activeSpanProcessor') || Object.hasOwn(provider, 'activeSpanProcessor');
}

/** A processor that exports each span separately, while `NODE_ENV` is `production`. */
export const simpleProcessorInProduction: Check = ({ sdk, env }) => {
  const simple = sdk.processors.filter(isSimple);
  if (env.NODE_ENV !== 'production' || simple.length === 0) return [];
  const exporters = simple.map((processor) => (processor as WithExporter)._exporter).map(typeName);
  return [
    {
      code: 'simple-processor-in-production',
      seen: `NODE_ENV is production, and a SimpleSpanProcessor exports by ${exporters.join(', ')}.`,
      why: 'It exports each span separately when the span ends: one request per span, and the queue has no limit.',
      remedy:
        'Use a BatchSpanProcessor, which sends many spans per request, and call shutdown() before the process ends.',
    },
  ];
};

interface WithExporter {
  readonly _exporter: object;
}

/** By its name or, if a bundler changed that, by having an exporter and no queue. */
function isSimple(processor: object): boolean {
  if (!Object.hasOwn(processor, '_exporter')) return false;
  return typeName(processor) === 'SimpleSpanProcessor' || !Object.hasOwn(processor, '_maxQueueSize');
}
