// The part of the address after `#`: the open trace and the selected span.

export function addressOf(traceId, spanId) {
  return `#${[traceId, spanId]
    .filter(Boolean)
    .map((id) => encodeURIComponent(id.toWellFormed()))
    .join('/')}`;
}

/** What the address names; empty texts for what it does not. */
export function readAddress() {
  const [traceId = '', spanId = ''] = location.hash.slice(1).split('/').map(decoded);
  return { traceId, spanId };
}

/** `step`: the reader can go back to what was there before. */
export function writeAddress(traceId, spanId, step) {
  const address = addressOf(traceId, spanId);
  if (address === location.hash) return;
  if (step) history.pushState(undefined, '', address);
  else history.replaceState(undefined, '', address);
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
