import { type FinishedSpan, millisecondsBetween, parentIdOf, type Time } from '../shared/finished-span.js';

/** A span with what is below it; what orders and links it is read once, so that a later step cannot fail half-way. */
export interface SpanTree {
  readonly span: FinishedSpan;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string | undefined;
  readonly startTime: Time;
  readonly children: SpanTree[];
}

interface HeldTrace {
  readonly ids: Set<string>;
  readonly byParent: Map<string | undefined, SpanTree[]>;
}

/** Spans that wait for their trees to be taken, the oldest trace first. Each span added comes out exactly once. */
export class HeldSpans {
  readonly #traces = new Map<string, HeldTrace>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(traceId: string, spanId: string): boolean {
    return this.#traces.get(traceId)?.ids.has(spanId) === true;
  }

  add(span: FinishedSpan): SpanTree {
    const { traceId, spanId } = span.spanContext();
    const parentId = parentIdOf(span);
    const [seconds, nanoseconds] = span.startTime;
    const tree = {
      span,
      traceId,
      spanId,
      parentId,
      startTime: [seconds, nanoseconds] as const,
      children: [],
    };
    const trace = this.#traces.get(traceId) ?? { ids: new Set(), byParent: new Map() };
    this.#traces.set(traceId, trace);
    trace.ids.add(spanId);
    const siblings = trace.byParent.get(parentId);
    if (siblings) siblings.push(tree);
    else trace.byParent.set(parentId, [tree]);
    this.#size += 1;
    return tree;
  }

  /** Takes out `root` with all that is held below it; `false` if it was taken before, below another one. */
  take(root: SpanTree): boolean {
    const trace = this.#traces.get(root.traceId);
    if (!trace?.byParent.get(root.parentId)?.includes(root)) return false;
    const siblings = takeChildren(trace, root.parentId).filter((sibling) => sibling !== root);
    if (siblings.length > 0) trace.byParent.set(root.parentId, siblings);
    this.#takeDescendants(root, trace);
    if (trace.byParent.size === 0) this.#traces.delete(root.traceId);
    return true;
  }

  /** Takes out whole traces, the one that has waited longest first, until no more than `room` spans are held. */
  takeDownTo(room: number): SpanTree[] {
    const roots: SpanTree[] = [];
    for (const [traceId, trace] of this.#traces) {
      if (this.#size <= room) break;
      this.#traces.delete(traceId);
      for (const root of this.#takeTrace(trace)) roots.push(root);
    }
    return roots;
  }

  /** A tree for each span whose parent is not held. */
  #takeTrace(trace: HeldTrace): SpanTree[] {
    const parentIds = [...trace.byParent.keys()];
    const absent = parentIds.filter((id) => id === undefined || !trace.ids.has(id));
    const roots: SpanTree[] = [];
    // The second round finds only spans that claim to be their own ancestors: they are printed too.
    for (const parentId of [...absent, ...parentIds]) {
      for (const root of takeChildren(trace, parentId)) {
        this.#takeDescendants(root, trace);
        roots.push(root);
      }
    }
    return roots.sort(byStartTime);
  }

  #takeDescendants(root: SpanTree, trace: HeldTrace): void {
    // A list that grows while it is walked, not recursion: a trace may be deeper than the stack.
    const trees = [root];
    for (const { spanId, children } of trees) {
      trace.ids.delete(spanId);
      this.#size -= 1;
      for (const child of takeChildren(trace, spanId).sort(byStartTime)) {
        children.push(child);
        trees.push(child);
      }
    }
  }
}

function takeChildren(trace: HeldTrace, parentId: string | undefined): SpanTree[] {
  const children = trace.byParent.get(parentId) ?? [];
  trace.byParent.delete(parentId);
  return children;
}

/** In the order of their starts; spans of the same start stay as they are. */
export function byStartTime(a: SpanTree, b: SpanTree): number {
  return millisecondsBetween(b.startTime, a.startTime);
}
