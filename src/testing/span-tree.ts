import { type RecordedSpan, spanIdOf } from './recorded-span.js';

export interface SpanNode {
  readonly span: RecordedSpan;
  readonly children: SpanNode[];
}

/** The spans as trees, siblings by start. A span whose parent is not among them is a root. */
export function spanForest(spans: readonly RecordedSpan[]): SpanNode[] {
  const nodes = [...spans].sort(byStart).map((span): SpanNode => ({ span, children: [] }));
  const byId = new Map(nodes.map((node) => [idOf(node.span), node]));
  const roots: SpanNode[] = [];
  for (const node of nodes) {
    const parent = parentNode(node, byId);
    if (parent) parent.children.push(node);
    else roots.push(node);
  }
  return roots;
}

/** Every node of the trees, a parent before its children. */
export function allNodes(roots: readonly SpanNode[]): SpanNode[] {
  return roots.flatMap((root) => [root, ...allNodes(root.children)]);
}

function parentNode(node: SpanNode, byId: Map<string, SpanNode>): SpanNode | undefined {
  const parent = node.span.parentSpanContext;
  return parent && byId.get(`${parent.traceId}/${parent.spanId}`);
}

function idOf(span: RecordedSpan): string {
  return `${span.spanContext().traceId}/${spanIdOf(span)}`;
}

// Array.prototype.sort is stable: spans of the same instant keep the order in which they were given.
function byStart(a: RecordedSpan, b: RecordedSpan): number {
  return a.startTime[0] - b.startTime[0] || a.startTime[1] - b.startTime[1];
}
