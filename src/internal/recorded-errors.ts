const KEY = Symbol.for('otel-traced.recorded-errors.v1');

// An error object that is thrown for ever (a constant) passes many traces: only the last of them are remembered.
const MAX_TRACES = 64;

/** The trace in which an error object was recorded, or the last ones where it was recorded in several. */
type Traces = string | string[];

/**
 * Whether this is the first time that `error` is recorded in the trace, and remembers it. Copies of the package in one
 * process agree. Primitives have no identity: for them it is always the first time.
 */
export function isFirstInTrace(error: unknown, traceId: string): boolean {
  if ((typeof error !== 'object' || error === null) && typeof error !== 'function') return true;
  const slots = globalThis as { [KEY]?: WeakMap<object, Traces> };
  slots[KEY] ??= new WeakMap();
  const recorded = slots[KEY];
  const traces = recorded.get(error);
  if (traces === undefined) {
    recorded.set(error, traceId);
  } else if (typeof traces === 'string') {
    if (traces === traceId) return false;
    recorded.set(error, [traces, traceId]);
  } else {
    if (traces.includes(traceId)) return false;
    if (traces.length === MAX_TRACES) traces.shift();
    traces.push(traceId);
  }
  return true;
}
