import { describeValue } from '../describe-value.js';
import type { TextPattern } from '../match-value.js';
import type { RecordedSpan } from '../recorded-span.js';
import { type SpanPattern, spanDifferences } from '../span-pattern.js';
import { isName } from '../span-query.js';
import type { SpanNode } from '../span-tree.js';
import { isForeign, nameDistance } from './nearest.js';

/** A span and what stands below it: a name alone, or a pattern with `children`. */
export type SpanTree = TextPattern | (SpanPattern & { readonly children?: readonly SpanTree[] });

export interface SpanTreeOptions {
  /** No spans beyond those of the tree, above, below or beside. @default false */
  readonly exact?: boolean;
  /** Siblings in the order in which they started. @default false */
  readonly ordered?: boolean;
}

/** One comparison of a recording with trees; remembers what it found, so that each pair is compared once. */
export class TreeComparison {
  private readonly found = new Map<SpanTree, Map<SpanNode, boolean>>();

  constructor(
    private readonly all: readonly RecordedSpan[],
    private readonly options: SpanTreeOptions,
  ) {}

  /** What keeps the nodes from holding the trees, each tree by a node of its own. `where` is for the messages. */
  siblings(nodes: readonly SpanNode[], trees: readonly SpanTree[], where: string): string[] {
    const taken = this.place(nodes, trees);
    const left = nodes.filter((node) => !taken.has(node));
    const placed = new Set(taken.values());
    const missing = trees.filter((_, index) => !placed.has(index));
    const differences = missing.flatMap((tree) => this.missing(tree, left, nodes, where));
    if (!this.options.exact) return differences;
    return differences.concat(
      left.map((node) => `${where}: ${describeValue(node.span.name)} is not expected`),
    );
  }

  private holds(tree: SpanTree, node: SpanNode): boolean {
    const known = this.found.get(tree) ?? new Map<SpanNode, boolean>();
    this.found.set(tree, known);
    const holds = known.get(node) ?? (this.own(tree, node).length === 0 && this.holdsBelow(tree, node));
    known.set(node, holds);
    return holds;
  }

  private holdsBelow(tree: SpanTree, node: SpanNode): boolean {
    const children = childrenOf(tree);
    if (this.options.exact && children.length !== node.children.length) return false;
    return this.place(node.children, children).size === children.length;
  }

  private place(nodes: readonly SpanNode[], trees: readonly SpanTree[]): Map<SpanNode, number> {
    const holds = (tree: SpanTree, node: SpanNode): boolean => this.holds(tree, node);
    return this.options.ordered ? inOrder(nodes, trees, holds) : inAnyOrder(nodes, trees, holds);
  }

  private own(tree: SpanTree, node: SpanNode): string[] {
    const { children: _, ...pattern } = isName(tree) ? { name: tree, children: undefined } : tree;
    const name = describeValue(node.span.name);
    return spanDifferences(node.span, pattern, this.all).map((line) => `${name}: ${line}`);
  }

  /** Takes the nearest span out of `left`, so that it explains one missing tree only. */
  private missing(tree: SpanTree, left: SpanNode[], nodes: readonly SpanNode[], where: string): string[] {
    const ranked = left.map((node) => {
      const own = this.own(tree, node);
      const foreign = nameDistance(node.span.name, treeName(tree));
      return { node, own, foreign, distance: own.length + foreign };
    });
    const best = ranked.sort((a, b) => a.distance - b.distance)[0];
    const name = describeValue(treeName(tree) ?? tree);
    if (!best || isForeign(best.foreign)) {
      const there = nodes.map((node) => describeValue(node.span.name)).join(', ') || 'nothing';
      return [`${where}: ${name} is missing; there: ${there}`];
    }
    left.splice(left.indexOf(best.node), 1);
    const below = `below ${describeValue(best.node.span.name)}`;
    const differences = best.own.concat(this.siblings(best.node.children, childrenOf(tree), below));
    return differences.length > 0 ? differences : [`${where}: ${name} is out of order`];
  }
}

function childrenOf(tree: SpanTree): readonly SpanTree[] {
  return isName(tree) ? [] : (tree.children ?? []);
}

function treeName(tree: SpanTree): TextPattern | undefined {
  return isName(tree) ? tree : tree.name;
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
