import { createTracing } from '../functions/create-tracing.js';
import type { Tracing, TracingOptions } from '../options.js';
import { newOwnedScope } from './owned-scopes.js';
import type { RecordOptions } from './record-options.js';
import { newRecorder } from './record-traces.js';
import type { TraceRecorder } from './trace-recorder.js';

/** A `Tracing` and the recorder of its spans in one. */
export type FakeTracing = Tracing & TraceRecorder;

/**
 * A `Tracing` for code that takes one, or (its `tracer`) a `Tracer`, as a parameter: its decorators and functions are
 * the real ones, its spans are the SDK's, and they are recorded on the fake itself, `fake.spans`, whatever other
 * recorders there are. Spans of other scopes are recorded only below its own.
 * @param options as for `createTracing`; the name is `fake` by default.
 * @throws as `createTracing` and `recordTraces` do.
 */
export function fakeTracing(
  options: Partial<TracingOptions> = {},
  recording: RecordOptions = {},
): FakeTracing {
  const { name = 'fake', version, schemaUrl } = options;
  const { live, recorder } = newRecorder({ isolated: true, ...recording });
  try {
    const owned = newOwnedScope(live, [name, version, { schemaUrl }]);
    const tracing = createTracing({ ...options, name, version: owned });
    return Object.create(recorder, Object.getOwnPropertyDescriptors(tracing)) as FakeTracing;
  } catch (error) {
    recorder.dispose();
    throw error;
  }
}
