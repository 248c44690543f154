import { PAGE_PARTS } from './page-parts.js';

const HTML_ESCAPES: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** The page up to where the lines of spans begin. */
export function pageStart(title: string): string {
  const escaped = title.replace(/[&<>"\0]/g, (character) => HTML_ESCAPES[character] ?? '\ufffd');
  return PAGE_PARTS.beforeTitle + escaped + PAGE_PARTS.beforeSpans;
}

/** The page from where the lines of spans end. Short: the exporter writes it again after each line. */
export const pageEnd = PAGE_PARTS.afterSpans;
