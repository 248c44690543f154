import { describeValue } from '../describe-value.js';
import type { TextPattern } from '../match-value.js';
import type { RecordedSpan } from '../recorded-span.js';
import { type SpanPattern, spanDifferences } from '../span-pattern.js';
import { isName } from '../span-query.js';
import type { SpanNode } from '../span-tree.js';
import { nameDistance } from './nearest.js';

/** A span and what stands below it: a name alone, or a pattern with `children`. */
export type SpanTree = TextPattern | (SpanPattern & { readonly children?: readonly SpanTree[] });

export interface SpanTreeOptions {
  /** No spans beyond those of the tree, above, below or beside. @default false */
  readonly exact?: boolean;
  /** Siblings in the order in which they started. @default false */
  readonly ordered?: boolean;
}

export interface TreeComparison {
  readonly all: readonly RecordedSpan[];
  readonly options: SpanTreeOptions;
}

/** What keeps the nodes from holding the trees, each tree by a node of its own. `where` is for the messages. */
export function siblingDifferences(
  nodes: readonly SpanNode[],
  trees: readonly SpanTree[],
  where: string,
  comparison: TreeComparison,
): string[] {
  const matches = (tree: SpanTree, node: SpanNode): boolean =>
    nodeDifferences(node, tree, comparison).length === 0;
  const taken = comparison.options.ordered
    ? inOrder(nodes, trees, matches)
    : inAnyOrder(nodes, trees, matches);
  const left = nodes.filter((node) => !taken.has(node));
  const found = new Set([...taken.values()]);
  const missing = trees.filter((_, index) => !found.has(index));
  const differences = missing.flatMap((tree) => missingLines(tree, left, nodes, where, comparison));
  if (!comparison.options.exact) return differences;
  return differences.concat(left.map((node) => `${where}: ${describeValue(node.span.name)} is not expected`));
}

export function nodeDifferences(node: SpanNode, tree: SpanTree, comparison: TreeComparison): string[] {
  const { children = [], ...pattern } = isName(tree) ? { name: tree } : tree;
  const own = spanDifferences(node.span, pattern, comparison.all);
  const where = `below ${describeValue(node.span.name)}`;
  return own.concat(siblingDifferences(node.children, children, where, comparison));
}

export function treeName(tree: SpanTree): TextPattern | undefined {
  return isName(tree) ? tree : tree.name;
}

/** Removes the best explanation from `left`, so that a span explains one missing tree only. */
function missingLines(
  tree: SpanTree,
  left: SpanNode[],
  nodes: readonly SpanNode[],
  where: string,
  comparison: TreeComparison,
): string[] {
  const name = describeValue(treeName(tree) ?? tree);
  const ranked = left
    .map((node) => ({ node, distance: nameDistance(node.span.name, treeName(tree)) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  if (!best || best.distance > 0) {
    const there = nodes.map((node) => describeValue(node.span.name)).join(', ') || 'nothing';
    return [`${where}: ${name} is missing; there: ${there}`];
  }
  left.splice(left.indexOf(best.node), 1);
  const differences = nodeDifferences(best.node, tree, comparison);
  if (differences.length === 0) return [`${where}: ${name} is out of order`];
  return differences.map((line) =>
    line.startsWith('below ') ? line : `${describeValue(best.node.span.name)}: ${line}`,
  );
}

type Matches = (tree: SpanTree, node: SpanNode) => boolean;

/** The earliest node for each tree in turn, which leaves the most for the trees that follow. */
function inOrder(
  nodes: readonly SpanNode[],
  trees: readonly SpanTree[],
  matches: Matches,
): Map<SpanNode, number> {
  const taken = new Map<SpanNode, number>();
  let next = 0;
  trees.forEach((tree, index) => {
    const at = nodes.findIndex((node, position) => position >= next && matches(tree, node));
    if (at < 0) return;
    taken.set(nodes[at] as SpanNode, index);
    next = at + 1;
  });
  return taken;
}

/** The most trees that can have a node each (Kuhn's bipartite matching): patterns may overlap. */
function inAnyOrder(
  nodes: readonly SpanNode[],
  trees: readonly SpanTree[],
  matches: Matches,
): Map<SpanNode, number> {
  const fits = trees.map((tree) => nodes.filter((node) => matches(tree, node)));
  const taken = new Map<SpanNode, number>();
  const place = (index: number, tried: Set<SpanNode>): boolean =>
    (fits[index] ?? []).some((node) => {
      if (tried.has(node)) return false;
      tried.add(node);
      const holder = taken.get(node);
      if (holder !== undefined && !place(holder, tried)) return false;
      taken.set(node, index);
      return true;
    });
  for (const index of trees.keys()) place(index, new Set());
  return taken;
}
