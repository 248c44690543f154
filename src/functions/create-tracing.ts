import { type Tracer, trace } from '@opentelemetry/api';
import { tracedFor } from '../decorators/traced.js';
import { tracedClassFor } from '../decorators/traced-class.js';
import { Scope } from '../engine/scope.js';
import type { Tracing, TracingOptions } from '../options.js';
import { validateName } from '../shared/validation.js';
import { checkClassOptions } from '../wrapping/check-options.js';
import { instrumentFor } from './instrument.js';
import { tracedFunctionFor } from './traced.js';
import { withSpanFor } from './with-span.js';

/**
 * An instrumentation scope: the toolkit's functions, whose spans come from a tracer of this name and version, take the
 * further options as defaults and obey the scope's own switch. The functions may be taken off the object.
 *
 * @throws TypeError where the name is empty or an option is wrong
 */
export function createTracing(options: TracingOptions): Tracing {
  const { name, version, schemaUrl, ...defaults } = options ?? {};
  validateName('createTracing()', name);
  checkClassOptions(`createTracing('${name}')`, defaults);
  // The switch is the scope's, and may be turned; a callback is one more level's say.
  const { enabled = true, ...others } = defaults;
  const asked = typeof enabled === 'function';
  const scope = new Scope(name, version, schemaUrl, asked ? defaults : others, asked || enabled);
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
