import { AsyncLocalStorage } from 'node:async_hooks';
import { type Context, createContextKey, type Meter, type Tracer, trace } from '@opentelemetry/api';
import type { Logger } from './logs-api.js';
import type { SpanLog } from './span-log.js';

/** An instrumentation scope, as `getTracer`, `getMeter` and `getLogger` take it. */
export type Scope = readonly [name: string, version?: string, options?: { schemaUrl?: string }];

/** What the providers that are registered for the process need to know of a recorder. */
export interface LiveRecorder {
  readonly log: SpanLog;
  /** Takes only what happens inside `run()`. */
  readonly isolated: boolean;
  readonly madeAt: string | undefined;
  readonly now: (() => [number, number]) | undefined;
  tracer(...scope: Scope): Tracer;
  meter(...scope: Scope): Meter;
  logger(...scope: Scope): Logger;
}

/** Names a recorder in a flow of calls; empty once that recorder is disposed. */
export interface FlowMark {
  recorder: LiveRecorder | undefined;
  readonly outer: FlowMark | undefined;
}

interface Hub {
  readonly flow: AsyncLocalStorage<FlowMark>;
  readonly live: LiveRecorder[];
  /** Traces by the recorder in which their root span was started: a trace stays together wherever it goes on. */
  readonly births: Map<string, LiveRecorder>;
  /** Scopes whose spans go to one recorder wherever they are started. */
  readonly owned: Map<string, { readonly recorder: LiveRecorder; readonly scope: Scope }>;
  ownedCount: number;
  /** Recorded spans by their log, so that a failed matcher on one span can print them all. */
  readonly logs: WeakMap<object, SpanLog>;
  /** Spans that `failOnOpenSpans` watches, by the number of their start; absent while it is not in use. */
  watched: Map<object, number> | undefined;
  starts: number;
  undo: (() => void) | undefined;
  isRegistered: () => boolean;
}

// One for the process, however many copies of this package are loaded into it (ES module, CommonJS, module resets).
const HUB = Symbol.for('otel-traced.testing.hub.v1');
const RECORDER = createContextKey('otel-traced.testing.recorder');

export function hub(): Hub {
  const slot = globalThis as { [HUB]?: Hub };
  slot[HUB] ??= {
    flow: new AsyncLocalStorage(),
    live: [],
    births: new Map(),
    owned: new Map(),
    ownedCount: 0,
    logs: new WeakMap(),
    watched: undefined,
    starts: 0,
    undo: undefined,
    isRegistered: () => false,
  };
  return slot[HUB];
}

/**
 * Who records what starts in `context`: the recorder in which the trace was born, else the one whose `run()` is
 * around the call, else the one that was made in this flow of calls, else the newest.
 */
export function recorderFor(context: Context): LiveRecorder | undefined {
  const { births, flow, live } = hub();
  if (live.length === 0) return undefined;
  const parent = trace.getSpanContext(context);
  return (
    (parent && births.get(parent.traceId)) ??
    (context.getValue(RECORDER) as FlowMark | undefined)?.recorder ??
    liveMark(flow.getStore())?.recorder ??
    live.findLast((recorder) => !recorder.isolated)
  );
}

export function withMark(context: Context, mark: FlowMark): Context {
  return context.setValue(RECORDER, mark);
}

export function liveMark(mark: FlowMark | undefined): FlowMark | undefined {
  let candidate = mark;
  while (candidate && !candidate.recorder) candidate = candidate.outer;
  return candidate;
}
