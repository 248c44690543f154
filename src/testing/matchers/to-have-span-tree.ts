import { describeRecording } from '../describe-recording.js';
import { describeValue } from '../describe-value.js';
import type { RecordedSpan } from '../recorded-span.js';
import { isName } from '../span-query.js';
import { requireSpans } from '../span-source.js';
import { allNodes, type SpanNode, spanForest } from '../span-tree.js';
import { indented, type MatchResult, message } from './match-result.js';
import { nameDistance } from './nearest.js';
import {
  nodeDifferences,
  type SpanTree,
  type SpanTreeOptions,
  siblingDifferences,
  treeName,
} from './span-tree-pattern.js';

export function toHaveSpanTree(
  actual: unknown,
  expected: SpanTree | readonly SpanTree[],
  options: SpanTreeOptions = {},
): MatchResult {
  const all = requireSpans(actual, 'toHaveSpanTree()');
  const trees = Array.isArray(expected) ? (expected as readonly SpanTree[]) : [expected as SpanTree];
  trees.forEach(checkTree);
  const differences = treeDifferences(all, trees, options);
  const wanted = `${options.exact ? 'exactly ' : ''}the span tree${options.ordered ? ', in this order' : ''}`;
  const tree = indented(trees.flatMap(treeLines));
  const head = (negation: string): string => `Expected ${negation}${wanted}:\n${tree}`;
  return differences.length === 0
    ? { pass: true, message: () => message(head('not '), describeRecording(all)) }
    : {
        pass: false,
        message: () => message(head(''), `Differences:\n${indented(differences)}`, describeRecording(all)),
      };
}

function treeDifferences(
  all: readonly RecordedSpan[],
  trees: readonly SpanTree[],
  options: SpanTreeOptions,
): string[] {
  const roots = spanForest(all);
  const comparison = { all, options };
  if (options.exact) return siblingDifferences(roots, trees, 'at the top', comparison);
  // Not exact: the top of a tree may be any span.
  return trees.flatMap((tree) => nearestDifferences(allNodes(roots), tree, comparison));
}

function nearestDifferences(
  nodes: readonly SpanNode[],
  tree: SpanTree,
  comparison: Parameters<typeof nodeDifferences>[2],
): string[] {
  const ranked = nodes.map((node) => {
    const differences = nodeDifferences(node, tree, comparison);
    return { node, differences, distance: differences.length + nameDistance(node.span.name, treeName(tree)) };
  });
  const best = ranked.sort((a, b) => a.distance - b.distance)[0];
  if (!best) return [`${describeValue(treeName(tree) ?? tree)} is missing; nothing was recorded`];
  return best.differences.map((line) =>
    line.startsWith('below ') ? line : `${describeValue(best.node.span.name)}: ${line}`,
  );
}

function checkTree(tree: unknown): void {
  if (isName(tree) || (typeof tree === 'object' && tree !== null && !Array.isArray(tree))) return;
  throw new TypeError(
    `toHaveSpanTree() takes a span's name or a pattern such as { name: 'a', children: ['b'] }, or an array of them, ` +
      `got ${describeValue(tree)}.`,
  );
}

function treeLines(tree: SpanTree): string[] {
  if (isName(tree)) return [describeValue(tree)];
  const { name, children = [], ...rest } = tree;
  const parts = [name === undefined ? '(any name)' : describeValue(name)];
  if (Object.keys(rest).length > 0) parts.push(describeValue(rest));
  return [parts.join(' '), ...children.flatMap(treeLines).map((line) => `  ${line}`)];
}
