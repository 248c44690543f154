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

/** 1 for the same text, near to that where one holds the other (a class's name left out), else by how few edits apart. */
function likeness(one: string, other: string): number {
  const longest = Math.max(one.length, other.length);
  const byEdits = longest === 0 ? 1 : 1 - edits(one, other) / longest;
  const holds = one.length > 0 && other.length > 0 && (one.includes(other) || other.includes(one));
  return holds ? Math.max(byEdits, 0.8) : byEdits;
}

/** Letters to insert, drop, replace or swap with their neighbour (optimal string alignment). */
function edits(one: string, other: string): number {
  const rows = [Array.from({ length: other.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? 0;
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    rows.push(current);
    for (let column = 1; column <= other.length; column++) {
      const replaced = at(row - 1, column - 1) + Number(one[row - 1] !== other[column - 1]);
      const swapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      const least = Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1, replaced);
      current.push(swapped ? Math.min(least, at(row - 2, column - 2) + 1) : least);
    }
  }
  return at(one.length, other.length);
}
