import { type FinishedSpan, hasRemoteParent } from '../shared/finished-span.js';
import { DETAIL, formatSpan, shortId } from './format-span.js';
import { printableText } from './printable-text.js';
import { byStartTime, HeldSpans, type SpanTree } from './span-tree.js';
import type { SpanTreeOptions } from './span-tree-options.js';

const MAX_INDENTED_LEVELS = 50;

/**
 * Finished spans as indented trees, one for each root, roots and children in the order in which they started; no line
 * break at the end.
 *
 * The spans may belong to several traces and stand in any order. A span whose parent is not among them is a root that
 * says so: `(remote parent 00f067aa…)`, `(parent 00f067aa… not seen)`. Line breaks, control characters and ANSI escapes
 * in names and values are escaped, texts are cut at 1,024 characters, and below 50 levels the line gives the depth
 * instead of being indented further.
 */
export function formatSpanTree(spans: Iterable<FinishedSpan>, options: SpanTreeOptions = {}): string {
  const held = new HeldSpans();
  for (const span of spans) held.add(span);
  return held
    .takeDownTo(0)
    .sort(byStartTime)
    .map((root) => formatTree(root, options, originNote(root)))
    .join('\n');
}

/** One tree; `note` stands on its root's line. */
export function formatTree(root: SpanTree, options: SpanTreeOptions, note?: string): string {
  const lines: string[] = [];
  const open = [{ tree: root, depth: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { tree, depth } = next;
    const indent = '  '.repeat(Math.min(depth, MAX_INDENTED_LEVELS));
    const deepNote = depth > MAX_INDENTED_LEVELS ? `(depth ${depth})` : undefined;
    const spanLines = formatSpan(tree.span, options, depth === 0 ? note : deepNote);
    for (const line of spanLines) lines.push(indent + line);
    for (const child of tree.children.toReversed()) open.push({ tree: child, depth: depth + 1 });
  }
  if (options.traceIds) lines.splice(1, 0, `${DETAIL}trace: ${printableText(root.traceId)}`);
  return lines.join('\n');
}

/** Why a tree's root is one although it has a parent; `parentName`, printable, where the parent is known. */
export function originNote({ span, parentId }: SpanTree, parentName?: string): string | undefined {
  if (parentId === undefined) return undefined;
  const remote = hasRemoteParent(span);
  if (parentName !== undefined) return `(${remote ? 'remote' : 'late,'} child of [${parentName}])`;
  return remote ? `(remote parent ${shortId(parentId)})` : `(parent ${shortId(parentId)} not seen)`;
}
