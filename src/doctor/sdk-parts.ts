import { hasMethods, reachable, typeName } from './own-data.js';

/** The parts of a tracer provider. SDK 1, 2 and 3 keep them in different private fields: they are recognized by their methods. */
export interface SdkParts {
  readonly processors: readonly object[];
  readonly exporters: readonly object[];
  readonly sampler: Sampler | undefined;
}

export interface Sampler {
  shouldSample(...question: readonly unknown[]): { readonly decision: number };
}

const NOTHING: SdkParts = { processors: [], exporters: [], sampler: undefined };

// Provider, its options, the composite processor, its list, a processor, one that it wraps, its exporter.
const DEPTH = 7;

export function sdkParts(provider: object | undefined): SdkParts {
  if (provider === undefined) return NOTHING;
  const objects = [...reachable(provider, DEPTH, (object) => !isExporter(object) && !isSampler(object))];
  const processors = objects.filter(isProcessor);
  return {
    processors: processors.filter((processor) => !isPlaceholder(processor)),
    exporters: objects.filter(isExporter),
    sampler: objects.find(isSampler),
  };
}

function isProcessor(object: object): boolean {
  return hasMethods(object, 'onStart', 'onEnd', 'forceFlush', 'shutdown');
}

function isExporter(object: object): boolean {
  return hasMethods(object, 'export', 'shutdown');
}

function isSampler(object: object): object is Sampler {
  return hasMethods(object, 'shouldSample');
}

/** Whether it is the SDK's composite processor, or its no-op one. */
function isPlaceholder(processor: object): boolean {
  return Object.hasOwn(processor, '_spanProcessors') || typeName(processor) === 'NoopSpanProcessor';
}
