// The list of traces: what it shows of each, its order, its keys.

import { byId, element } from './dom.js';
import { count, dateTime, traceDuration } from './text.js';
import { rowIndexOf, VirtualList } from './virtual-list.js';

const byStart = (a, b) => a.seconds - b.seconds || a.nanos - b.nanos;

const ORDERS = {
  start: byStart,
  newest: (a, b) => byStart(b, a),
  duration: (a, b) => b.duration - a.duration,
  errors: (a, b) => b.errors - a.errors || byStart(a, b),
  spans: (a, b) => b.spans.length - a.spans.length,
};

export class TraceList {
  #traces;
  #shown = [];
  #matches;
  #current;
  #longest;
  #list;

  /** `open(trace)` is called when the reader picks a trace. */
  constructor(traces, open) {
    this.#traces = traces;
    this.#longest = traces.reduce((most, trace) => Math.max(most, trace.duration), 1);
    const container = byId('trace-list');
    this.#list = new VirtualList(container, (index) => this.#row(this.#shown[index], index));
    container.addEventListener('click', (event) => {
      const trace = this.#shown[rowIndexOf(event)];
      if (trace) open(trace);
    });
    container.addEventListener('keydown', (event) => {
      const step = {
        ArrowDown: 1,
        ArrowUp: -1,
        PageDown: this.#list.pageLength,
        PageUp: -this.#list.pageLength,
      }[event.key];
      const to = { Home: 0, End: this.#shown.length - 1 }[event.key] ?? (step && this.#list.active + step);
      if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      const trace = this.#shown[Math.max(0, Math.min(this.#shown.length - 1, to))];
      if (trace) open(trace);
    });
    byId('sort').addEventListener('change', () => this.show(this.#matches, this.#current));
  }

  /** `matches`: how many spans of each trace match the search; `undefined` without a search. */
  show(matches, current) {
    this.#matches = matches;
    this.#current = current;
    const order = ORDERS[byId('sort').value];
    this.#shown = (matches ? this.#traces.filter((trace) => matches.has(trace)) : [...this.#traces]).sort(
      order,
    );
    const all = count(this.#traces.length, 'trace');
    byId('trace-count').textContent = matches ? `${this.#shown.length.toLocaleString('en')} of ${all}` : all;
    const active = this.#shown.indexOf(current);
    this.#list.show(this.#shown.length, active);
  }

  /** Marks the trace that is open. */
  select(trace) {
    this.#current = trace;
    this.#list.activate(this.#shown.indexOf(trace));
  }

  /** The trace `step` places after the one that is open, if both are listed. */
  neighbor(step) {
    const at = this.#shown.indexOf(this.#current);
    return at === -1 ? undefined : this.#shown[at + step];
  }

  /** Where one begins to go on by `step`: the first or the last of the list. */
  edge(step) {
    return this.#shown.at(step > 0 ? 0 : -1);
  }

  #row(trace, index) {
    const matches = this.#matches?.get(trace);
    const facts = [
      trace.errors > 0 && element('span', { className: 'badge error' }, count(trace.errors, 'error')),
      trace.open && element('span', { className: 'badge' }, 'not ended'),
      matches !== undefined &&
        element('span', { className: 'badge match' }, count(matches, 'match', 'matches')),
    ];
    return element(
      'div',
      {
        className: 'item',
        role: 'option',
        'aria-selected': String(trace === this.#current),
        'aria-setsize': String(this.#shown.length),
        'aria-posinset': String(index + 1),
      },
      element(
        'div',
        { className: 'item-head' },
        element('bdi', { className: 'item-name' }, trace.name),
        element('span', { className: 'item-duration' }, traceDuration(trace)),
      ),
      element('div', {
        className: 'meter',
        style: { '--part': `${(trace.duration / this.#longest) * 100}%` },
      }),
      element(
        'div',
        { className: 'item-facts' },
        element('span', {}, dateTime(trace.seconds, trace.nanos).slice(11)),
        element('span', {}, count(trace.spans.length, 'span')),
        ...facts,
        element('bdi', { className: 'item-services' }, trace.services.filter(Boolean).join(', ')),
      ),
    );
  }
}
