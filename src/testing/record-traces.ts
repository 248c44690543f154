import { SdkRecorder } from './live-recorder.js';
import { join } from './membership.js';
import { checkRecordOptions, type RecordOptions } from './record-options.js';
import { Recorder } from './recorder.js';
import { loadTraceSdk } from './sdk.js';
import { ownCaller, takeStack } from './stack-frames.js';
import type { TraceRecorder } from './trace-recorder.js';

/**
 * Records the spans of this process until `dispose()`: registers a tracer provider that keeps spans in memory, and
 * where there are none an AsyncLocalStorage context manager and W3C propagators; where their SDK packages are
 * installed, meter and logger providers too. All of it is undone by the last `dispose()`; what was registered before
 * gets what is no recorder's meanwhile, and its place back.
 *
 * A span goes to the recorder in which its trace began; else to the one whose `run()` is around the call; else to the
 * one that was made in this flow of calls; else to the newest.
 *
 * With `work`: records what `work` does, and nothing else, and disposes of the recorder afterwards.
 *
 * Works with `@opentelemetry/sdk-trace` 2 and 3 or `@opentelemetry/sdk-trace-base` 2, and
 * `@opentelemetry/context-async-hooks`, loaded at the first call.
 * @throws Error where these are not installed, or where another copy of the API keeps the registration to itself.
 */
export function recordTraces(options?: RecordOptions): TraceRecorder;
export function recordTraces<T>(work: (traces: TraceRecorder) => T): T;
export function recordTraces<T>(options: RecordOptions, work: (traces: TraceRecorder) => T): T;
export function recordTraces<T>(
  first: RecordOptions | ((traces: TraceRecorder) => T) = {},
  second?: (traces: TraceRecorder) => T,
): TraceRecorder | T {
  const [options, work] = typeof first === 'function' ? [{}, first] : [first, second];
  const { recorder } = newRecorder(work ? { isolated: true, ...options } : options);
  return work ? runAndDispose(recorder, work) : recorder;
}

/** A recorder, known to the process from now on. */
export function newRecorder(options: RecordOptions): { live: SdkRecorder; recorder: Recorder } {
  checkRecordOptions(options);
  const sdk = loadTraceSdk();
  const live = new SdkRecorder(sdk, options, ownCaller(takeStack()));
  return { live, recorder: new Recorder(live, join(live, sdk), options.failOnOpenSpans ?? false) };
}

function runAndDispose<T>(recorder: Recorder, work: (traces: TraceRecorder) => T): T {
  let result: T;
  try {
    result = recorder.run(() => work(recorder));
  } catch (error) {
    disposeAfterFailure(recorder);
    throw error;
  }
  if (!isPromise(result)) {
    recorder.dispose();
    return result;
  }
  return result.then(
    (value) => {
      recorder.dispose();
      return value;
    },
    (error) => {
      disposeAfterFailure(recorder);
      throw error;
    },
  ) as T;
}

// The failure of the work itself is the one to report.
function disposeAfterFailure(recorder: Recorder): void {
  try {
    recorder.dispose();
  } catch {
    // open spans, after a failure
  }
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
