import { processSlot } from '../shared/process-slot.js';

// An error object that is thrown for ever (a constant) passes many traces, any number of them at a time: so many of
// the last ones are remembered.
const MAX_TRACES = 1_000;

/** The trace in which an error object was recorded, or the last ones where it was recorded in several. */
type Traces = string | Set<string>;

const recordedErrors = processSlot<WeakMap<object, Traces>>('recorded-errors.v1', () => new WeakMap());

/**
 * Whether this is the first time that `error` is recorded in the trace, and remembers it. Copies of the package in one
 * process agree. Primitives have no identity: for them it is always the first time.
 */
export function isFirstInTrace(error: unknown, traceId: string): boolean {
  if ((typeof error !== 'object' || error === null) && typeof error !== 'function') return true;
  const recorded = recordedErrors();
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
