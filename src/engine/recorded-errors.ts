const KEY = Symbol.for('otel-traced.recorded-errors.v1');

// An error object that is thrown for ever (a constant) passes many traces, any number of them at a time: so many of
// the last ones are remembered.
const MAX_TRACES = 1_000;

/** The trace in which an error object was recorded, or the last ones where it was recorded in several. */
type Traces = string | Set<string>;

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
    return true;
  }
  if (typeof traces === 'string') {
    if (traces === traceId) return false;
    recorded.set(error, new Set([traces, traceId]));
    return true;
  }
  if (traces.has(traceId)) return false;
  if (traces.size === MAX_TRACES) traces.delete(traces.values().next().value as string);
  traces.add(traceId);
  return true;
}
