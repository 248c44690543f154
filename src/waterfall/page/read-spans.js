// The lines of spans that ../span-lines.ts writes, as traces.

const REMOTE_PARENT = 1;
const NOT_ENDED = 2;
const ERROR = 2;

/**
 * Traces in the order of their starts. Times are nanoseconds after the trace's start. A line that is cut off (the last
 * one of a process that was killed while it wrote) is left out.
 */
export function readSpans(text) {
  const known = { texts: [], resources: [], scopes: [] };
  const traces = new Map();
  let leftOut;
  for (const line of text.split('\n')) {
    const parsed = parseLine(line);
    if (Array.isArray(parsed)) addLine(traces, known, parsed);
    else if (parsed) leftOut = parsed;
  }
  const list = [...traces.values()];
  for (const trace of list) finishTrace(trace);
  list.sort((a, b) => a.seconds - b.seconds || a.nanos - b.nanos);
  return { traces: list, leftOut };
}

function parseLine(line) {
  try {
    return line === '' ? undefined : JSON.parse(line);
  } catch {
    return undefined;
  }
}

function addLine(traces, known, [texts, resources, scopes, spans]) {
  for (const text of texts) known.texts.push(text);
  for (const values of resources) known.resources.push(readValues(values, known.texts));
  for (const [name, version] of scopes) known.scopes.push({ name, version });
  for (const encoded of spans) addSpan(traces, known, encoded);
}

function addSpan(traces, { texts, resources, scopes }, encoded) {
  const [traceNumber, id, parentId, flags, name, kind, seconds, nanos, duration, status, message] = encoded;
  const [resource, scope, attributes, events, links, dropped] = encoded.slice(11);
  const traceId = texts[traceNumber];
  let trace = traces.get(traceId);
  if (!trace) {
    trace = { id: traceId, spans: [], seconds, nanos };
    traces.set(traceId, trace);
  }
  if (seconds < trace.seconds || (seconds === trace.seconds && nanos < trace.nanos)) {
    trace.seconds = seconds;
    trace.nanos = nanos;
  }
  const open = (flags & NOT_ENDED) !== 0;
  trace.spans.push({
    trace,
    id,
    parentId: parentId || undefined,
    hasRemoteParent: (flags & REMOTE_PARENT) !== 0,
    open,
    name: texts[name],
    kind,
    seconds,
    nanos,
    duration: open ? 0 : Math.max(0, duration),
    negative: !open && duration < 0,
    failed: status === ERROR,
    status,
    message: message || '',
    resource: resources[resource],
    service: serviceOf(resources[resource]),
    scope: scopes[scope],
    attributes: readValues(attributes, texts),
    events: events.map(([event, offset, values]) => ({
      name: texts[event],
      offset,
      attributes: readValues(values, texts),
    })),
    links: links.map(([to, spanId, values]) => ({
      traceId: texts[to],
      spanId,
      attributes: readValues(values, texts),
    })),
    dropped,
  });
}

/** Pairs of key and value: keys may come twice, and `__proto__` is a key like any other. */
function readValues(values, texts) {
  const pairs = [];
  for (let index = 0; index < values.length; index += 2)
    pairs.push([texts[values[index]], values[index + 1]]);
  return pairs;
}

function serviceOf(resource) {
  const pair = resource.find(([key]) => key === 'service.name');
  return pair ? String(pair[1]) : '';
}

function finishTrace(trace) {
  const ids = new Set();
  let end = 0;
  for (const span of trace.spans) {
    ids.add(span.id);
    span.start = (span.seconds - trace.seconds) * 1e9 + (span.nanos - trace.nanos);
    end = Math.max(end, span.start + span.duration);
    if (span.open) for (const event of span.events) end = Math.max(end, span.start + event.offset);
  }
  trace.duration = end;
  // Nobody knows how long: it is drawn to the end.
  for (const span of trace.spans) if (span.open) span.duration = end - span.start;
  trace.spans.sort((a, b) => a.start - b.start);
  trace.errors = trace.spans.reduce((sum, span) => sum + (span.failed ? 1 : 0), 0);
  trace.open = trace.spans.some((span) => span.open);
  trace.services = [...new Set(trace.spans.map((span) => span.service))];
  const root =
    trace.spans.find((span) => !span.parentId) ?? trace.spans.find((span) => !ids.has(span.parentId));
  trace.name = (root ?? trace.spans[0]).name;
}
