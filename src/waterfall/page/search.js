// Finds spans by all words of a query, in names, attributes, events, errors, services and ids.

import { KINDS } from './text.js';

/** The spans that have every word; none for an empty query. */
export function searchSpans(traces, query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = new Set();
  if (words.length === 0) return found;
  for (const trace of traces) {
    for (const span of trace.spans) {
      span.searchText ??= searchTextOf(span);
      if (words.every((word) => span.searchText.includes(word))) found.add(span);
    }
  }
  return found;
}

function searchTextOf(span) {
  const parts = [span.name, span.service, span.scope.name, KINDS[span.kind] ?? '', span.message];
  if (span.failed) parts.push('error');
  if (span.open) parts.push('not ended');
  addValues(parts, span.attributes);
  for (const event of span.events) {
    parts.push(event.name);
    addValues(parts, event.attributes);
  }
  for (const link of span.links) {
    parts.push(link.traceId, link.spanId);
    addValues(parts, link.attributes);
  }
  parts.push(span.trace.id, span.id);
  return parts.join('\n').toLowerCase();
}

/** `key=value`, so that both can be given in one word. */
function addValues(parts, pairs) {
  for (const [key, value] of pairs)
    parts.push(`${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
}
