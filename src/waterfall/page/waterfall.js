// The waterfall of one trace: its rows, what is folded, selected and in view, its keys.

import { colorClasses } from './colors.js';
import { byId, element } from './dom.js';
import { spanRow } from './span-row.js';
import { spanTree, visibleSpans } from './span-tree.js';
import { count, dateTime, duration, traceDuration } from './text.js';
import { TimeRange } from './time-range.js';
import { Timeline } from './timeline.js';
import { rowIndexOf, VirtualList } from './virtual-list.js';

const ZOOM_STEP = 0.5;

export class Waterfall {
  /** What the rows are drawn from. */
  view = { folded: new Set(), found: new Set(), selected: undefined, range: undefined, showCritical: true };
  trace;
  #rows = [];
  #list;
  #timeline;
  #on;

  /** `on.select(span)`, `on.openDetails(focus)`, `on.search(text)`, `on.announce(text)`. `view` has the colors. */
  constructor(view, on) {
    Object.assign(this.view, view);
    this.#on = on;
    this.#list = new VirtualList(byId('row-list'), (index) => spanRow(this.#rows[index], this.view));
    this.#timeline = new Timeline(
      (span) => `--${colorClasses(this.view.colorNumber(span)).split(' ')[0]}`,
      () => this.#drawTime(),
    );
    byId('row-list').addEventListener('click', (event) => this.#onClick(event));
    byId('row-list').addEventListener('dblclick', (event) => {
      const span = this.#rows[rowIndexOf(event)];
      if (span && !event.target.closest('[data-fold]')) this.#zoomTo(span);
    });
    byId('row-list').addEventListener('keydown', (event) => this.#onKey(event));
    byId('fold-all').addEventListener('click', () => this.#foldAll(true));
    byId('unfold-all').addEventListener('click', () => this.#foldAll(false));
    byId('zoom-in').addEventListener('click', () => this.#zoom(ZOOM_STEP));
    byId('zoom-out').addEventListener('click', () => this.#zoom(1 / ZOOM_STEP));
    byId('zoom-reset').addEventListener('click', () => this.#resetZoom());
    byId('critical').addEventListener('change', ({ target }) => {
      this.view.showCritical = target.checked;
      this.#list.draw();
    });
  }

  open(trace) {
    this.trace = trace;
    spanTree(trace);
    this.view.folded = new Set();
    this.view.selected = undefined;
    this.view.range = new TimeRange(trace.duration);
    byId('row-list').scrollTop = 0;
    this.#showHead();
    this.#showRows();
  }

  /** Selects a span of the open trace, unfolding what hides it. */
  select(span) {
    this.view.selected = span;
    let hidden = false;
    for (let one = span?.parent; one; one = one.parent) hidden = this.view.folded.delete(one) || hidden;
    if (hidden) this.#showRows();
    this.#list.activate(span ? this.#rows.indexOf(span) : -1);
  }

  /** Marks the spans that a search found. */
  mark(found) {
    this.view.found = found;
    this.#list.draw();
  }

  redraw() {
    if (!this.trace) return;
    this.#showHead();
    this.#list.draw();
    this.#timeline.draw();
  }

  /** `key`: pressed anywhere on the page. Whether it was one of the waterfall's. */
  press(key) {
    if (key === '+' || key === '=') this.#zoom(ZOOM_STEP);
    else if (key === '-') this.#zoom(1 / ZOOM_STEP);
    else if (key === '0') this.#resetZoom();
    else return false;
    return true;
  }

  #showHead() {
    const { trace } = this;
    byId('trace-name').replaceChildren(element('bdi', {}, trace.name || '(no name)'));
    const services = trace.services.filter(Boolean).length;
    byId('trace-facts').replaceChildren(
      ...[
        element('strong', {}, traceDuration(trace)),
        dateTime(trace.seconds, trace.nanos),
        count(trace.spans.length, 'span'),
        services > 1 && count(services, 'service'),
        `${trace.depth} deep`,
        trace.errors > 0 && element('span', { className: 'badge error' }, count(trace.errors, 'error')),
      ]
        .filter(Boolean)
        .map((fact) => element('span', {}, fact)),
    );
    const keys = [...new Set(trace.spans.map(this.view.keyOf))].filter(Boolean);
    byId('legend').replaceChildren(
      ...keys.map((key) => {
        const classes = colorClasses(this.view.numbers.get(key));
        const button = element(
          'button',
          { type: 'button', className: classes, title: `Search for ${key}` },
          element('span', { className: 'shape' }),
          element('bdi', {}, key),
        );
        button.addEventListener('click', () => this.#on.search(key));
        return element('li', {}, button);
      }),
    );
  }

  #showRows() {
    this.#rows = visibleSpans(this.trace.roots, this.view.folded);
    this.#list.show(this.#rows.length, this.#rows.indexOf(this.view.selected));
    this.#timeline.show(this.view.range, this.#rows);
    this.#showZoom();
  }

  #drawTime() {
    this.#list.draw();
    this.#timeline.draw();
    this.#showZoom();
  }

  #showZoom() {
    byId('zoom-out').disabled = this.view.range.isWhole;
    byId('zoom-reset').disabled = this.view.range.isWhole;
  }

  #zoom(factor) {
    const { range, selected } = this.view;
    const middle = selected ? selected.start + selected.duration / 2 : (range.from + range.to) / 2;
    const half = (range.length * factor) / 2;
    range.set(middle - half, middle + half);
    this.#drawTime();
    this.#on.announce(`Showing ${duration(range.from)} to ${duration(range.to)}`);
  }

  #zoomTo(span) {
    const margin = span.duration * 0.05;
    this.view.range.set(span.start - margin, span.start + span.duration + margin);
    this.#drawTime();
  }

  #resetZoom() {
    this.view.range.reset();
    this.#drawTime();
    this.#on.announce('Showing the whole trace');
  }

  #fold(span, fold) {
    if (fold) this.view.folded.add(span);
    else this.view.folded.delete(span);
    this.#showRows();
  }

  /** Roots stay open, so that something is to be seen. */
  #foldAll(fold) {
    const parents = this.trace.spans.filter((span) => span.children.length > 0 && span.parent);
    this.view.folded = new Set(fold ? parents : []);
    let { selected } = this.view;
    for (let one = selected?.parent; one; one = one.parent) if (this.view.folded.has(one)) selected = one;
    this.#showRows();
    if (selected !== this.view.selected) this.#on.select(selected);
  }

  #onClick(event) {
    const span = this.#rows[rowIndexOf(event)];
    if (!span) return;
    if (event.target.closest('[data-fold]') && span.children.length > 0) {
      this.#fold(span, !this.view.folded.has(span));
      return;
    }
    this.#on.select(span);
    this.#on.openDetails();
  }

  #onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const rows = this.#rows;
    const index = rows.indexOf(this.view.selected);
    const last = rows.length - 1;
    const moves = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      PageDown: index + this.#list.pageLength,
      PageUp: index - this.#list.pageLength,
      Home: 0,
      End: last,
    };
    if (event.key in moves) this.#on.select(rows[Math.max(0, Math.min(last, moves[event.key]))]);
    else if (event.key === 'ArrowLeft') this.#left(event.shiftKey);
    else if (event.key === 'ArrowRight') this.#right(event.shiftKey);
    else if ((event.key === 'Enter' || event.key === ' ') && this.view.selected) this.#on.openDetails(true);
    else return;
    event.preventDefault();
  }

  #left(all) {
    const { selected, folded } = this.view;
    if (all) this.#foldAll(true);
    else if (selected?.children.length > 0 && !folded.has(selected)) this.#fold(selected, true);
    else if (selected?.parent) this.#on.select(selected.parent);
  }

  #right(all) {
    const { selected, folded } = this.view;
    if (all) this.#foldAll(false);
    else if (folded.has(selected)) this.#fold(selected, false);
    else if (selected?.children.length > 0) this.#on.select(selected.children[0]);
  }
}
