import { type Tracer, trace } from '@opentelemetry/api';
import { instrumentFor } from './instrument.js';
import { checkClassOptions, checkName } from './internal/check-options.js';
import { Scope } from './internal/scope.js';
import { tracedFor } from './traced.js';
import { tracedClassFor } from './traced-class.js';
import { tracedFunctionFor } from './traced-function.js';
import type { Convention, Tracing, TracingOptions } from './types.js';
import { withSpanFor } from './with-span.js';

/**
 * An instrumentation scope: the toolkit's functions, whose spans come from a tracer of this name and version, take the
 * further options as defaults and obey the scope's own switch. The functions may be taken off the object.
 *
 * @throws TypeError where the name is empty or an option is wrong
 */
export function createTracing(
  options: TracingOptions | (Omit<TracingOptions, 'enabled'> & Omit<Convention, 'name'>),
): Tracing {
  const { name, version, schemaUrl, enabled = true, ...others } = options ?? {};
  // A convention may ask at each call; the scope's own switch is then on.
  const defaults = typeof enabled === 'function' ? { ...others, enabled } : others;
  checkName('createTracing()', name);
  checkClassOptions(`createTracing('${name}')`, defaults);
  const scope = new Scope(name, version, schemaUrl, defaults, enabled !== false);
  return {
    Traced: tracedFor(scope),
    TracedClass: tracedClassFor(scope),
    withSpan: withSpanFor(scope),
    traced: tracedFunctionFor(scope),
    instrument: instrumentFor(scope),
    get tracer(): Tracer {
      return scope.source.current() ?? trace.getTracerProvider().getTracer(name, version, { schemaUrl });
    },
    get enabled(): boolean {
      return scope.enabled;
    },
    set enabled(on: boolean) {
      scope.enabled = on;
    },
  };
}
