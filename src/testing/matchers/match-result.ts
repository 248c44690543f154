/** What a matcher answers, as jest and vitest want it. */
export interface MatchResult {
  readonly pass: boolean;
  /** Why it failed; where it passed, why `.not` fails. */
  message(): string;
}

/** The paragraphs of a message, an empty line between them; empty ones are left out. */
export function message(...paragraphs: readonly (string | undefined)[]): string {
  return paragraphs.filter((paragraph) => paragraph).join('\n\n');
}

export function indented(lines: readonly string[]): string {
  return lines.map((line) => `  ${line}`).join('\n');
}
