// Starts the page and connects its parts.

import { readAddress, writeAddress } from './address.js';
import { colorsOf, KEYS } from './colors.js';
import { showDetails } from './details.js';
import { byId } from './dom.js';
import { readSpans } from './read-spans.js';
import { searchSpans } from './search.js';
import { spanTree, visibleSpans } from './span-tree.js';
import { startSplitter } from './splitter.js';
import { count, printable } from './text.js';
import { startTheme } from './theme.js';
import { TraceList } from './trace-list.js';
import { Waterfall } from './waterfall.js';

const { traces, leftOut } = readSpans(byId('spans').textContent);
const services = new Set(traces.flatMap((trace) => trace.services));
const scopes = new Set(traces.flatMap((trace) => trace.spans.map(KEYS.scope)));
const narrow = matchMedia('(max-width: 700px)');

const colors = {
  keyOf: KEYS.service,
  numbers: new Map(),
  severalServices: services.size > 1,
  colorNumber: (span) => colors.numbers.get(colors.keyOf(span)) ?? 0,
};
let found = new Set();

const list = new TraceList(traces, (trace) => openTrace(trace, { step: true }));
const waterfall = new Waterfall(colors, {
  select: (span) => select(span),
  openDetails: (focus) => openDetails(focus),
  search: (text) => {
    byId('query').value = text;
    search();
  },
  announce,
});
const { view } = waterfall;

function colorBy(name) {
  view.keyOf = colors.keyOf = KEYS[name];
  view.numbers = colors.numbers = colorsOf(traces, colors.keyOf);
  byId('color-by').value = name;
  waterfall.redraw();
  if (!byId('details').hidden) openDetails();
}

function openTrace(trace, { span, step = false } = {}) {
  if (trace !== waterfall.trace) {
    waterfall.open(trace);
    list.select(trace);
    closeDetails();
  }
  if (span) select(span, step);
  else writeAddress(trace.id, undefined, step);
  if (narrow.matches && step) showTraces(false);
}

function select(span, step = false) {
  if (!span) return;
  waterfall.select(span);
  writeAddress(span.trace.id, span.id, step);
  if (!byId('details').hidden) openDetails();
}

function openDetails(focus) {
  if (!view.selected) return;
  showDetails(view.selected, { colorNumber: colors.colorNumber, spanAt, linksTo, close: closeDetails });
  byId('panes').classList.add('with-details');
  if (focus) byId('details').focus();
}

function closeDetails() {
  const hadFocus = byId('details').contains(document.activeElement);
  byId('details').hidden = true;
  byId('panes').classList.remove('with-details');
  if (hadFocus) byId('row-list').focus();
}

let index;
function spanIndex() {
  if (index) return index;
  index = { spans: new Map(), links: new Map() };
  for (const trace of traces) {
    for (const span of trace.spans) {
      const key = `${trace.id}/${span.id}`;
      if (!index.spans.has(key)) index.spans.set(key, span);
      for (const link of span.links) {
        const to = `${link.traceId}/${link.spanId}`;
        if (!index.links.has(to)) index.links.set(to, []);
        index.links.get(to).push({ traceId: trace.id, spanId: span.id });
      }
    }
  }
  return index;
}

function spanAt(traceId, spanId) {
  return spanIndex().spans.get(`${traceId}/${spanId}`);
}

function linksTo(span) {
  return spanIndex().links.get(`${span.trace.id}/${span.id}`) ?? [];
}

/** Opens what the address names. */
function followAddress() {
  const { traceId, spanId } = readAddress();
  const trace = traces.find(({ id }) => id === traceId);
  const span = trace && spanId ? spanAt(traceId, spanId) : undefined;
  if (traceId && !trace) announce('The trace of this link is not in this file.', true);
  openTrace(trace ?? waterfall.trace ?? traces[0], { span });
  if (span) openDetails();
}

function search() {
  const query = byId('query').value;
  found = searchSpans(traces, query);
  const active = query.trim() !== '';
  const matches = active ? new Map() : undefined;
  if (active) for (const { trace } of found) matches.set(trace, (matches.get(trace) ?? 0) + 1);
  list.show(matches, waterfall.trace);
  waterfall.mark(found);
  const text =
    found.size === 0
      ? 'no match'
      : `${count(found.size, 'span')}${traces.length > 1 ? ` in ${count(matches.size, 'trace')}` : ''}`;
  byId('found').textContent = active ? text : '';
  for (const id of ['next-match', 'previous-match']) byId(id).disabled = found.size === 0;
}

/** Goes on to the next span that the search found, in the order of the rows and of the listed traces. */
function goToMatch(step) {
  if (found.size === 0) return;
  const here = matchesIn(waterfall.trace);
  const at = here.indexOf(view.selected);
  const next = here[at === -1 ? (step > 0 ? 0 : here.length - 1) : at + step];
  if (next) return select(next);
  const trace = list.neighbor(step) ?? list.edge(step);
  if (trace === undefined) return;
  const there = matchesIn(trace);
  openTrace(trace, { span: step > 0 ? there[0] : there.at(-1) });
}

function matchesIn(trace) {
  return visibleSpans(spanTree(trace), new Set()).filter((span) => found.has(span));
}

function showTraces(shown) {
  byId('panes').classList.toggle('without-traces', !shown);
  byId('show-traces').setAttribute('aria-expanded', String(shown));
}

function announce(text, visibly = false) {
  byId('announcement').textContent = text;
  if (visibly) notice(text);
}

function notice(text) {
  byId('notice').hidden = false;
  byId('notice').textContent = text;
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || byId('help').open) return;
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
  if (event.key === 'Escape') return leave(event);
  if (typing && event.target.type !== 'checkbox') return;
  const trace = { '[': list.neighbor(-1), ']': list.neighbor(1) }[event.key];
  if (event.key === '/') byId('query').select();
  else if (event.key === '?') byId('help').showModal();
  else if (trace) openTrace(trace, { step: true });
  else if (!waterfall.trace || !waterfall.press(event.key)) return;
  event.preventDefault();
}

function leave(event) {
  if (event.target === byId('query')) {
    byId('query').value = '';
    search();
    byId('row-list').focus();
  } else if (!byId('details').hidden) closeDetails();
  else if (byId('query').value !== '') {
    byId('query').value = '';
    search();
  }
}

function start() {
  byId('title').textContent = printable(document.title);
  if (leftOut) {
    notice(
      `${count(leftOut.leftOut, 'span')} left out: the limit of ${leftOut.limit.toLocaleString('en')} ${leftOut.option === 'maxSpans' ? 'spans' : 'bytes'} was reached. Raise ${leftOut.option} to keep more.`,
    );
  }
  startTheme(() => waterfall.redraw());
  if (traces.length === 0) {
    byId('empty').hidden = false;
    byId('empty').textContent =
      'No spans yet. Spans appear here when they have ended and were exported: reload the page then.';
    byId('panes').classList.add('no-traces');
    byId('query').disabled = true;
    return;
  }
  byId('color-by-label').hidden = services.size < 2 || scopes.size < 2;
  showTraces(traces.length > 1);
  byId('show-traces').hidden = traces.length === 1;
  startSplitter(() => waterfall.redraw());
  list.show(undefined, undefined);
  colorBy(services.size > 1 || scopes.size < 2 ? 'service' : 'scope');
  followAddress();
  if (narrow.matches && !readAddress().spanId) showTraces(traces.length > 1);
  narrow.addEventListener('change', () => waterfall.redraw());
  byId('color-by').addEventListener('change', ({ target }) => colorBy(target.value));
  byId('query').addEventListener('input', search);
  byId('query').addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    goToMatch(event.shiftKey ? -1 : 1);
  });
  byId('next-match').addEventListener('click', () => goToMatch(1));
  byId('previous-match').addEventListener('click', () => goToMatch(-1));
  byId('show-traces').addEventListener('click', () =>
    showTraces(byId('panes').classList.contains('without-traces')),
  );
  byId('show-help').addEventListener('click', () => byId('help').showModal());
  addEventListener('hashchange', followAddress);
  document.addEventListener('keydown', onKey);
}

start();
