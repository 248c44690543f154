// One row of the waterfall: the span's name on the left, its bar on the time axis.

import { colorClasses } from './colors.js';
import { element } from './dom.js';
import { count, duration } from './text.js';

const MOST_INDENTED = 24;
const MOST_PARTS = 60;

/** `view` has the range, what is folded, selected and found, and the color of each span. */
export function spanRow(span, view) {
  const folded = view.folded.has(span);
  const found = view.found.has(span);
  const classes = ['row', colorClasses(view.colorNumber(span))];
  if (span.failed) classes.push('failed');
  if (found) classes.push('found');
  else if (view.found.size > 0) classes.push('dimmed');
  return element(
    'div',
    {
      className: classes.join(' '),
      role: 'treeitem',
      'aria-level': String(span.depth + 1),
      'aria-expanded': span.children.length > 0 ? String(!folded) : undefined,
      'aria-selected': String(span === view.selected),
      'aria-setsize': String(span.place.of),
      'aria-posinset': String(span.place.position),
    },
    nameCell(span, folded, found, view),
    timeCell(span, view),
  );
}

/** What the row shows by form and color, for a screen reader. */
function unseenFacts(span, found) {
  const facts = [
    span.self < span.duration && !span.open && `self time ${duration(span.self)}`,
    `starts at ${duration(span.start)}`,
    span.failed && span.message,
    span.onCriticalPath && 'on the critical path',
    found && 'matches the search',
  ];
  return facts
    .filter(Boolean)
    .map((fact) => `, ${fact}`)
    .join('');
}

/** What is out of the ordinary about where a span stands. */
export function notes(span) {
  const found = [];
  if (span.open)
    found.push({
      text: 'not ended',
      title: 'This span had not ended when it was written. It is drawn to the end of the trace.',
    });
  if (span.parentMissing && span.hasRemoteParent)
    found.push({
      text: 'remote parent',
      title: 'The parent is a span of another process, which is not in this file.',
    });
  else if (span.parentMissing)
    found.push({
      text: 'parent missing',
      title: 'The parent is not in this file: it has not ended, was not sampled, or was not exported.',
    });
  if (span.ownAncestor) found.push({ text: 'own ancestor', title: 'The span claims to be below itself.' });
  if (span.skew > 0)
    found.push({
      text: 'clock skew',
      title: `The span starts ${duration(span.skew)} before its parent: the clocks of the two processes differ.`,
    });
  if (span.negative)
    found.push({
      text: 'ends before it starts',
      title: 'The span\u2019s clock was set back. It is drawn without a duration.',
    });
  return found;
}

function nameCell(span, folded, found, view) {
  const badges = [
    span.failed && element('span', { className: 'badge error' }, 'error'),
    ...notes(span).map(({ text, title }) => element('span', { className: 'badge', title }, text)),
    folded && element('span', { className: 'badge' }, `+${count(hiddenBelow(span), 'span')}`),
    view.severalServices && span.service && element('bdi', { className: 'service' }, span.service),
    element('span', { className: 'length' }, span.open ? '…' : duration(span.duration)),
  ].filter(Boolean);
  return element(
    'div',
    { className: 'name', style: { '--depth': String(Math.min(span.depth, MOST_INDENTED)) } },
    element('span', {
      className: `fold${span.children.length > 0 ? (folded ? ' closed' : ' open') : ''}`,
      'data-fold': '',
    }),
    element('span', { className: 'shape' }),
    span.depth > MOST_INDENTED && element('span', { className: 'level' }, `level ${span.depth + 1}`),
    element('bdi', { className: 'text' }, span.name || '(no name)'),
    ...badges.flatMap((badge) => [unseen(', '), badge]),
    unseen(unseenFacts(span, found)),
  );
}

function unseen(text) {
  return element('span', { className: 'unseen' }, text);
}

function hiddenBelow(span) {
  let sum = 0;
  const open = [...span.children];
  for (let one = open.pop(); one; one = open.pop()) {
    sum += 1;
    for (const child of one.children) open.push(child);
  }
  return sum;
}

function timeCell(span, view) {
  const { range } = view;
  const left = range.percent(span.start);
  const right = range.percent(span.start + span.duration);
  if (right < 0 || left > 100) {
    const before = right < 0;
    const text = before ? '‹ earlier' : 'later ›';
    return element(
      'div',
      { className: 'time', 'aria-hidden': 'true' },
      element('span', { className: `outside ${before ? 'before' : 'after'}` }, text),
    );
  }
  const from = Math.max(left, -1);
  const to = Math.min(right, 101);
  const shape = { left: `${from}%`, width: `${to - from}%`, '--fill': fillOf(span, range, from, to) };
  const bar = element('div', { className: `bar${span.open ? ' unended' : ''}`, style: shape });
  return element(
    'div',
    { className: 'time', 'aria-hidden': 'true' },
    bar,
    criticalLines(span, view),
    eventMarks(span, range),
  );
}

/** Pale where a child runs, strong in its self time. */
function fillOf(span, range, from, to) {
  const parts = span.busy.filter(([start, end]) => range.percent(end) > from && range.percent(start) < to);
  if (parts.length === 0) return 'linear-gradient(var(--own), var(--own))';
  const place = (nanos) => Math.max(0, Math.min(100, ((range.percent(nanos) - from) / (to - from)) * 100));
  const stops = [];
  let last = 0;
  for (const [start, end] of joined(parts)) {
    const [begin, until] = [place(start), place(end)];
    stops.push(`var(--own) ${last}% ${begin}%`, `var(--pale) ${begin}% ${until}%`);
    last = until;
  }
  stops.push(`var(--own) ${last}% 100%`);
  return `linear-gradient(to right, ${stops.join(', ')})`;
}

/** Few enough to be drawn: the shortest gaps are closed. */
function joined(parts) {
  if (parts.length <= MOST_PARTS) return parts;
  const gaps = parts.slice(1).map(([start], index) => start - parts[index][1]);
  const least = [...gaps].sort((a, b) => b - a)[MOST_PARTS - 1];
  const result = [[...parts[0]]];
  for (const [index, [start, end]] of parts.slice(1).entries()) {
    if (gaps[index] > least) result.push([start, end]);
    else result.at(-1)[1] = end;
  }
  return result;
}

function criticalLines(span, { range, showCritical }) {
  if (!showCritical || span.trace.spans.length === 1) return [];
  return joined([...span.critical].reverse())
    .map(([start, end]) => [Math.max(0, range.percent(start)), Math.min(100, range.percent(end))])
    .filter(([start, end]) => end >= 0 && start <= 100 && end >= start)
    .map(([start, end]) =>
      element('div', { className: 'critical', style: { left: `${start}%`, width: `${end - start}%` } }),
    );
}

function eventMarks(span, range) {
  return span.events
    .slice(0, MOST_PARTS)
    .map((event) => ({ event, left: range.percent(span.start + event.offset) }))
    .filter(({ left }) => left >= 0 && left <= 100)
    .map(({ event, left }) =>
      element('span', {
        className: `event${event.name === 'exception' ? ' exception' : ''}`,
        title: `${event.name} at ${duration(event.offset)}`,
        style: { left: `${left}%` },
      }),
    );
}
