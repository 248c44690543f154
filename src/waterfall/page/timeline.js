// The axis, its grid lines and the overview of the whole trace, and the zooming on them.

import { byId, element } from './dom.js';
import { duration } from './text.js';

const LEAST_DRAG = 4;

export class Timeline {
  #overview = byId('overview');
  #axis = byId('axis');
  #grid = byId('grid');
  #range;
  #spans = [];
  #colorOf;
  #changed;

  /** `changed()` is called when the reader zooms. */
  constructor(colorOf, changed) {
    this.#colorOf = colorOf;
    this.#changed = changed;
    this.#zoomByDragging(this.#overview, (part) => part * this.#range.whole);
    this.#zoomByDragging(this.#axis, (part) => this.#range.from + part * this.#range.length);
    for (const place of [byId('row-list'), this.#axis, this.#overview])
      place.addEventListener('wheel', (event) => this.#onWheel(event), { passive: false });
    new ResizeObserver(() => this.draw()).observe(this.#axis);
  }

  /** `rows`: the spans in the order of the rows. */
  show(range, rows) {
    this.#range = range;
    this.#spans = rows;
    this.draw();
  }

  draw() {
    if (!this.#range) return;
    // As wide as the rows are beside their scroll bar.
    const { offsetWidth, clientWidth } = byId('row-list');
    byId('trace').style.setProperty('--scroll-bar', `${offsetWidth - clientWidth}px`);
    const ticks = this.#range.ticks(this.#axis.clientWidth / 90);
    const places = ticks.map((at) => ({ at, left: `${this.#range.percent(at)}%` }));
    this.#axis.replaceChildren(
      ...places.map(({ at, left }) => element('span', { style: { left } }, at === 0 ? '0' : duration(at))),
    );
    this.#grid.replaceChildren(...places.map(({ left }) => element('i', { style: { left } })));
    this.#drawOverview();
  }

  #drawOverview() {
    const canvas = this.#overview;
    const { clientWidth: width, clientHeight: height } = canvas;
    const scale = window.devicePixelRatio || 1;
    canvas.width = width * scale;
    canvas.height = height * scale;
    const draw = canvas.getContext('2d');
    draw.scale(scale, scale);
    const rowHeight = Math.min(6, (height - 6) / Math.max(1, this.#spans.length));
    const colors = new Map();
    const pixels = width / this.#range.whole;
    for (const [index, span] of this.#spans.entries()) {
      const name = span.failed ? '--error' : this.#colorOf(span);
      if (!colors.has(name)) colors.set(name, resolved(canvas, name));
      draw.fillStyle = colors.get(name);
      draw.fillRect(
        span.start * pixels,
        3 + index * rowHeight,
        Math.max(1, span.duration * pixels),
        Math.max(1, rowHeight - (rowHeight > 3 ? 1 : 0)),
      );
    }
    if (this.#range.isWhole) return;
    draw.fillStyle = resolved(canvas, '--shade');
    draw.fillRect(0, 0, this.#range.from * pixels, height);
    draw.fillRect(this.#range.to * pixels, 0, width, height);
    draw.strokeStyle = resolved(canvas, '--accent');
    draw.lineWidth = 2;
    draw.strokeRect(
      this.#range.from * pixels + 1,
      1,
      Math.max(2, this.#range.length * pixels - 2),
      height - 2,
    );
  }

  /** `momentAt` gives the moment at a part of the element's width. */
  #zoomByDragging(place, momentAt) {
    let from;
    const at = (event) => {
      const { left, width } = place.getBoundingClientRect();
      return momentAt(Math.max(0, Math.min(1, (event.clientX - left) / width)));
    };
    place.addEventListener('pointerdown', (event) => {
      from = { x: event.clientX, moment: at(event) };
      place.setPointerCapture(event.pointerId);
    });
    place.addEventListener('pointerup', (event) => {
      if (!from) return;
      const to = at(event);
      if (Math.abs(event.clientX - from.x) >= LEAST_DRAG) {
        this.#range.set(Math.min(from.moment, to), Math.max(from.moment, to));
        this.#changed();
      }
      from = undefined;
    });
    place.addEventListener('dblclick', () => {
      this.#range.reset();
      this.#changed();
    });
  }

  #onWheel(event) {
    if (!this.#range) return;
    const { left, width } = this.#axis.getBoundingClientRect();
    if (event.ctrlKey || event.metaKey) {
      const around = this.#range.from + ((event.clientX - left) / width) * this.#range.length;
      this.#range.zoom(
        Math.exp(event.deltaY / 300),
        Math.max(this.#range.from, Math.min(this.#range.to, around)),
      );
    } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      this.#range.move(((event.deltaX || event.deltaY) / width) * this.#range.length);
    } else return;
    event.preventDefault();
    this.#changed();
  }
}

/** What a custom property's color is now, light or dark. */
function resolved(canvas, name) {
  canvas.style.color = `var(${name})`;
  const { color } = getComputedStyle(canvas);
  canvas.style.color = '';
  return color;
}
