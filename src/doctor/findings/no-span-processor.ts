import type { Check } from '../evidence.js';
import { typeName } from '../own-data.js';

/** An SDK's provider that hands its spans to nobody. */
export const noSpanProcessor: Check = ({ provider, sdk, env }) => {
  if (provider === undefined || !isSdkProvider(provider) || sdk.processors.length > 0) return [];
  const asked = env.OTEL_TRACES_EXPORTER;
  return [
    {
      code: 'no-span-processor',
      seen: `The ${typeName(provider)} has no span processor${asked === undefined ? '' : `, and OTEL_TRACES_EXPORTER is '${asked}'`}.`,
      why: 'Every span is made and handed to nobody: nothing is exported.',
      remedy:
        'Give it one when it is made: spanProcessors: [new BatchSpanProcessor(…)]. ' +
        'Of SDK 1 the call is provider.addSpanProcessor(…).',
    },
  ];
};

function isSdkProvider(provider: object): boolean {
  return Object.hasOwn(provider, '_activeSpanProcessor') || Object.hasOwn(provider, 'activeSpanProcessor');
}
