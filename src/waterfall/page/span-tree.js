// What the waterfall knows beyond single spans: parents and children, own time, the critical path.

/** Gives the spans of a trace what follows from all of them (`children`, `parent`, `depth`, `self`, `critical`, …), once. Returns the roots. */
export function spanTree(trace) {
  if (trace.roots) return trace.roots;
  const byId = new Map();
  for (const span of trace.spans) {
    span.children = [];
    span.critical = [];
    if (!byId.has(span.id)) byId.set(span.id, span);
  }
  trace.roots = [];
  for (const span of trace.spans) {
    span.parent = span.parentId === undefined ? undefined : byId.get(span.parentId);
    span.parentMissing = span.parentId !== undefined && !span.parent;
    if (span.parent) span.parent.children.push(span);
    else trace.roots.push(span);
  }
  const seen = new Set();
  for (const root of trace.roots) walk(root, seen);
  // What is left are spans that claim to be their own ancestors.
  for (const span of trace.spans) {
    if (seen.has(span)) continue;
    span.parent.children.splice(span.parent.children.indexOf(span), 1);
    span.parent = undefined;
    span.ownAncestor = true;
    trace.roots.push(span);
    walk(span, seen);
  }
  trace.roots.sort((a, b) => a.start - b.start);
  for (const span of trace.spans) {
    span.skew = span.parent ? Math.max(0, span.parent.start - span.start) : 0;
    span.busy = coveredByChildren(span);
    span.self = span.duration - span.busy.reduce((sum, [from, to]) => sum + to - from, 0);
  }
  for (const siblings of [trace.roots, ...trace.spans.map((span) => span.children)]) {
    for (const [index, span] of siblings.entries()) span.place = { position: index + 1, of: siblings.length };
  }
  for (const root of trace.roots) findCriticalPath(root);
  trace.depth = trace.spans.reduce((most, span) => Math.max(most, span.depth + 1), 0);
  return trace.roots;
}

/** A list, not recursion: a trace may be deeper than the stack. */
function walk(root, seen) {
  root.depth = 0;
  seen.add(root);
  const open = [root];
  for (let span = open.pop(); span; span = open.pop()) {
    for (const child of span.children) {
      if (seen.has(child)) continue;
      seen.add(child);
      child.depth = span.depth + 1;
      open.push(child);
    }
  }
}

/** The parts of a span's time in which a child runs; the children are in the order of their starts. */
function coveredByChildren(span) {
  const end = span.start + span.duration;
  const parts = [];
  for (const child of span.children) {
    const from = Math.max(child.start, span.start);
    const to = Math.min(child.start + child.duration, end);
    if (to <= from) continue;
    const last = parts.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else parts.push([from, to]);
  }
  return parts;
}

/**
 * What the root's duration consists of, from its end back to its start: the child that ended last, and before it the one
 * that ended last of the others; between them the span itself. A child that outlives its parent counts up to its end.
 */
function findCriticalPath(root) {
  const open = [{ span: root, until: root.start + root.duration }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { span, until } = next;
    let cursor = Math.min(until, span.start + span.duration);
    const byEnd = [...span.children].sort((a, b) => b.start + b.duration - (a.start + a.duration));
    for (const child of byEnd) {
      if (cursor <= span.start) break;
      if (child.start >= cursor || child.duration === 0) continue;
      const end = Math.min(child.start + child.duration, cursor);
      if (end <= span.start) continue;
      if (cursor > end) span.critical.push([end, cursor]);
      open.push({ span: child, until: end });
      cursor = Math.max(child.start, span.start);
    }
    if (cursor > span.start) span.critical.push([span.start, cursor]);
    span.onCriticalPath = true;
  }
}

/** The spans that are in view as rows: parents before their children, nothing below a folded span. */
export function visibleSpans(roots, folded) {
  const rows = [];
  const open = [...roots].reverse();
  for (let span = open.pop(); span; span = open.pop()) {
    rows.push(span);
    if (folded.has(span)) continue;
    for (let index = span.children.length - 1; index >= 0; index -= 1) open.push(span.children[index]);
  }
  return rows;
}
