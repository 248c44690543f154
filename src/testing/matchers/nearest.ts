import type { TextPattern } from '../match-value.js';
import type { RecordedSpan } from '../recorded-span.js';
import { type SpanPattern, spanDifferences } from '../span-pattern.js';

export interface Candidate {
  readonly span: RecordedSpan;
  readonly differences: readonly string[];
}

/** The span with the fewest differences; a name that is almost right counts as nearer than a foreign one. */
export function nearest(all: readonly RecordedSpan[], pattern: SpanPattern): Candidate | undefined {
  const ranked = all.map((span) => {
    const differences = spanDifferences(span, pattern, all);
    return { span, differences, distance: differences.length + nameDistance(span.name, pattern.name) };
  });
  return ranked.sort((a, b) => a.distance - b.distance)[0];
}

// A foreign name weighs more than all that can be wrong with a span of the right name.
const FOREIGN = 20;

export function nameDistance(actual: string, expected: TextPattern | undefined): number {
  if (typeof expected !== 'string' || actual === expected) return 0;
  return FOREIGN * (1 - likeness(actual.toLowerCase(), expected.toLowerCase()));
}

/** Whether a distance says that the two names have little in common. */
export function isForeign(distance: number): boolean {
  return distance > FOREIGN / 2;
}

/** Dice's coefficient over pairs of letters: 1 for the same text, 0 for nothing in common. */
function likeness(one: string, other: string): number {
  const pairs = (text: string): string[] =>
    [...text].slice(1).map((_, index) => text.slice(index, index + 2));
  const left = pairs(one);
  const right = pairs(other);
  const common = left.filter((pair) => {
    const at = right.indexOf(pair);
    if (at >= 0) right.splice(at, 1);
    return at >= 0;
  });
  const total = pairs(one).length + pairs(other).length;
  return total === 0 ? 0 : (2 * common.length) / total;
}
