import { isCallMetrics, type Layer } from '../engine/option-levels.js';
import { rootScope } from '../engine/root-scope.js';
import type { MeasuredFactory, MeasuredOptions, MetricsEngine } from '../options.js';
import { validateName } from '../shared/validation.js';
import { checkMetricsOptions } from '../wrapping/check-options.js';
import { measureMethod, ownerName } from '../wrapping/traced-method.js';
import { wrapperInfo } from '../wrapping/wrapper-info.js';
import { decoratedMethod, isDecoration } from './decorator-mode.js';

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
  if (named) validateName('@Measured()', first);
  const given = (named ? second : first) ?? {};
  if (isCallMetrics(given)) return { metrics: given };
  const { isError, ...options } = given as MeasuredOptions;
  checkMetricsOptions(named ? `@Measured('${first}')` : '@Measured()', options);
  return { isError, metrics: named ? { engine, ...options, name: first } : { engine, ...options } };
}

function decorate(layer: Layer, call: readonly unknown[]): unknown {
  const { fn, key, owner, replace } = decoratedMethod('Measured', call);
  const below = wrapperInfo(fn);
  if (below === undefined || below.measures !== undefined)
    return replace(measureMethod(rootScope, { fn, key, owner }, layer).wrapper);
  // It is traced: the same wrapper measures too.
  below.adopt(owner === undefined ? undefined : ownerName(owner), [layer]);
  return replace(fn);
}
