/** The lines of spans of a page, parsed; throws where the page isn't whole. */
export function linesOf(html: string): unknown[] {
  const parts =
    /<script type="application\/json" id="spans">\n([^<]*)<\/script>\s*<\/body>\s*<\/html>\s*$/.exec(html);
  if (!parts) throw new Error('expected a whole page with lines of spans');
  return (parts[1] as string)
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

/** How many spans a page holds. */
export function spanCount(html: string): number {
  return linesOf(html).reduce<number>(
    (sum, line) => sum + (Array.isArray(line) ? (line[3] as unknown[]).length : 0),
    0,
  );
}

/** What the page says of spans that were left out. */
export function leftOut(html: string): unknown {
  return linesOf(html).find((line) => !Array.isArray(line));
}
