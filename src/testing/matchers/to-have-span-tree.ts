import { checkKeys } from '../check-keys.js';
import { describeRecording } from '../describe-recording.js';
import { describeValue } from '../describe-value.js';
import type { RecordedSpan } from '../recorded-span.js';
import { checkPattern } from '../span-pattern.js';
import { isName } from '../span-query.js';
import { requireSpans } from '../span-source.js';
import { allNodes, spanForest } from '../span-tree.js';
import { indented, type MatchResult, message } from './match-result.js';
import { type SpanTree, type SpanTreeOptions, TreeComparison } from './span-tree-pattern.js';

export function toHaveSpanTree(
  actual: unknown,
  expected: SpanTree | readonly SpanTree[],
  options: SpanTreeOptions = {},
): MatchResult {
  const all = requireSpans(actual, 'toHaveSpanTree()');
  const trees = Array.isArray(expected) ? (expected as readonly SpanTree[]) : [expected as SpanTree];
  checkKeys(options, ['exact', 'ordered'], 'toHaveSpanTree()');
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
  const comparison = new TreeComparison(all, options);
  // Not exact: the top of a tree may be any span.
  if (!options.exact) return comparison.siblings(allNodes(roots), trees, 'in the recording');
  return comparison.siblings(roots, trees, 'at the top');
}

function checkTree(tree: unknown): void {
  if (isName(tree)) return;
  if (typeof tree === 'object' && tree !== null && !Array.isArray(tree)) {
    checkPattern(tree, 'children');
    for (const child of (tree as { children?: readonly unknown[] }).children ?? []) checkTree(child);
    return;
  }
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
