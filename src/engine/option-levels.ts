import type { CallMetrics } from '../call-metrics.js';
import type { ClassOnlyOptions, MetricsOptions, TracedOptions } from '../options.js';
import { optionKeys } from '../shared/validation.js';

// Inside, options have lost the types of the method that they were checked against.
export type Layer = TracedOptions<unknown, readonly unknown[], unknown> & { readonly prefix?: string };
export type ClassLayer = Layer & ClassOnlyOptions;

/**
 * What one level (a scope's defaults, a class's options) says for the method `key`: its `methods` entry over the rest.
 * `false` in `methods` is no say here; it leaves the method out where the class is decorated.
 */
export function layersFor(level: ClassLayer, key: string | symbol): Layer[] {
  const method = methodEntry(level, key);
  return method === undefined || method === false ? [level] : [level, method];
}

/** The `methods` entry for `key`. */
export function methodEntry(level: ClassLayer, key: string | symbol): Layer | false | undefined {
  const { methods } = level;
  return methods !== undefined && Object.hasOwn(methods, key) ? (methods[key] as Layer | false) : undefined;
}

/** Options from the weakest level to the strongest, made one. */
export interface MergedOptions {
  readonly options: Layer;
  /** The static attributes of all levels, key by key. */
  readonly staticAttributes: Record<string, unknown> | undefined;
  /** The strongest level's callback for attributes. */
  readonly attributes: Extract<Layer['attributes'], (...args: never) => unknown> | undefined;
  /** Static attributes of levels above that callback's, which its answer gives way to. */
  readonly attributesAbove: Record<string, unknown> | undefined;
  readonly metrics: MetricsOptions | CallMetrics | undefined;
  readonly neverEnabled: boolean;
  readonly enabled: readonly Exclude<Layer['enabled'], boolean | undefined>[];
}

/**
 * Option by option the stronger level wins; static attributes and the options of metrics are merged key by key;
 * `enabled` is off where any level says so.
 */
export function mergeLayers(layers: readonly Layer[]): MergedOptions {
  const said = layers.filter(saysSomething);
  // `withSpan` merges at each call, and most often there is nothing to merge.
  const options = said.length > 1 ? strongest(said) : (said[0] ?? {});
  let staticAttributes: Record<string, unknown> | undefined;
  let attributes: MergedOptions['attributes'];
  let attributesAbove: Record<string, unknown> | undefined;
  let metrics: MergedOptions['metrics'];
  let neverEnabled = false;
  const enabled: MergedOptions['enabled'][number][] = [];
  for (const layer of said) {
    if (typeof layer.attributes === 'function') {
      attributes = layer.attributes;
      attributesAbove = undefined;
    } else if (layer.attributes) {
      staticAttributes = { ...staticAttributes, ...layer.attributes };
      if (attributes !== undefined) attributesAbove = { ...attributesAbove, ...layer.attributes };
    }
    if (layer.metrics !== undefined && layer.metrics !== null) metrics = mergeMetrics(metrics, layer.metrics);
    if (typeof layer.enabled === 'function') enabled.push(layer.enabled);
    else if (layer.enabled === false) neverEnabled = true;
  }
  return { options, staticAttributes, attributes, attributesAbove, metrics, neverEnabled, enabled };
}

function saysSomething(layer: Layer): boolean {
  return optionKeys(layer).length > 0;
}

function strongest(layers: readonly Layer[]): Layer {
  const options: Record<string, unknown> = {};
  for (const layer of layers) {
    for (const key of Object.keys(layer) as (keyof Layer)[]) {
      const value = layer[key];
      if (value !== undefined) options[key] = value;
    }
  }
  return options;
}

function mergeMetrics(
  weaker: MergedOptions['metrics'],
  stronger: NonNullable<Layer['metrics']>,
): MergedOptions['metrics'] {
  if (stronger === false) return undefined;
  if (stronger === true) return weaker ?? {};
  return isCallMetrics(stronger) || isCallMetrics(weaker) ? stronger : { ...weaker, ...stronger };
}

/** Whether the option `metrics` is a value that measures, and not options for one. */
export function isCallMetrics(metrics: object | undefined): metrics is CallMetrics {
  return metrics !== undefined && 'begin' in metrics;
}
