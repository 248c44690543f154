import { checkMetricsOptions, checkName } from './internal/check-options.js';
import { decoratedMethod, isDecoration } from './internal/decorator-mode.js';
import { isCallMetrics, type Layer } from './internal/layers.js';
import { methodMark } from './internal/method-mark.js';
import { rootScope } from './internal/root-scope.js';
import { measureMethod, ownerName } from './internal/traced-method.js';
import type { MeasuredFactory, MeasuredOptions, MetricsEngine } from './types.js';

/** `Measured` for what measures. */
export function measuredFor(engine: MetricsEngine): MeasuredFactory {
  function Measured(...call: unknown[]): unknown {
    if (isDecoration(call)) return decorate({ metrics: { engine } }, call);
    const layer = layerOf(engine, call);
    return (...decoration: unknown[]) => decorate(layer, decoration);
  }
  return Measured as MeasuredFactory;
}

function layerOf(engine: MetricsEngine, [first, second]: readonly unknown[]): Layer {
  const named = typeof first === 'string';
  if (named) checkName('@Measured()', first);
  const given = (named ? second : first) ?? {};
  if (isCallMetrics(given)) return { metrics: given };
  const { isError, ...options } = given as MeasuredOptions;
  checkMetricsOptions(named ? `@Measured('${first}')` : '@Measured()', options);
  return { isError, metrics: named ? { engine, ...options, name: first } : { engine, ...options } };
}

function decorate(layer: Layer, call: readonly unknown[]): unknown {
  const { fn, key, owner, replace } = decoratedMethod('Measured', call);
  const below = methodMark(fn);
  if (below === undefined || below.measures !== undefined)
    return replace(measureMethod(rootScope, { fn, key, owner }, layer).wrapper);
  // It is traced: the same wrapper measures too.
  below.adopt(owner === undefined ? undefined : ownerName(owner), [layer]);
  return replace(fn);
}
