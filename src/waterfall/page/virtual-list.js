// A list of any length, of which only the rows in view are in the document.

const MARGIN = 8;

export class VirtualList {
  #container;
  #spacer = document.createElement('div');
  #render;
  #rows = 0;
  #active = -1;
  #shown = [-1, -1, -1];
  #scheduled = false;

  /** `render(index)` makes a row; the container's `--row-height` gives its height. */
  constructor(container, render) {
    this.#container = container;
    this.#render = render;
    this.#spacer.className = 'spacer';
    this.#spacer.setAttribute('role', 'presentation');
    container.append(this.#spacer);
    container.addEventListener('scroll', () => this.#schedule());
    new ResizeObserver(() => this.draw()).observe(container);
  }

  get active() {
    return this.#active;
  }

  get pageLength() {
    return Math.max(1, Math.floor(this.#container.clientHeight / this.#rowHeight) - 1);
  }

  get #rowHeight() {
    return Number.parseFloat(getComputedStyle(this.#container).getPropertyValue('--row-height')) || 28;
  }

  /** Another content. */
  show(rows, active) {
    this.#rows = rows;
    this.#active = active;
    this.draw();
  }

  /** Makes a row the active one and brings it into view. */
  activate(index) {
    this.#active = index;
    this.reveal(index);
    this.draw();
  }

  reveal(index) {
    if (index < 0) return;
    const height = this.#rowHeight;
    const { scrollTop, clientHeight } = this.#container;
    this.#spacer.style.height = `${this.#rows * height}px`;
    if (index * height < scrollTop) this.#container.scrollTop = Math.max(0, (index - 1) * height);
    else if ((index + 1) * height > scrollTop + clientHeight)
      this.#container.scrollTop = (index + 2) * height - clientHeight;
  }

  /** Makes the rows in view anew. */
  draw() {
    this.#shown = [-1, -1, -1];
    this.#drawRows();
  }

  #schedule() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      this.#drawRows();
    });
  }

  #drawRows() {
    const height = this.#rowHeight;
    const first = Math.max(0, Math.floor(this.#container.scrollTop / height) - MARGIN);
    const end = Math.min(
      this.#rows,
      Math.ceil((this.#container.scrollTop + this.#container.clientHeight) / height) + MARGIN,
    );
    if (this.#shown[0] === first && this.#shown[1] === end) return;
    this.#shown = [first, end];
    this.#spacer.style.height = `${this.#rows * height}px`;
    const rows = [];
    for (let index = first; index < end; index += 1) rows.push(this.#row(index, height));
    // The active row stays in the document: assistive technology follows it by its id.
    const { active } = this;
    if (active >= 0 && active < this.#rows && (active < first || active >= end))
      rows.push(this.#row(active, height));
    this.#spacer.replaceChildren(...rows);
    const activeRow = active >= 0 && active < this.#rows ? this.#rowId(active) : undefined;
    if (activeRow) this.#container.setAttribute('aria-activedescendant', activeRow);
    else this.#container.removeAttribute('aria-activedescendant');
  }

  #row(index, height) {
    const row = this.#render(index);
    row.id = this.#rowId(index);
    row.dataset.index = index;
    row.style.top = `${index * height}px`;
    return row;
  }

  #rowId(index) {
    return `${this.#container.id}-${index}`;
  }
}

/** The index of the row in which an event happened; -1 outside of rows. */
export function rowIndexOf(event) {
  const row = event.target.closest('[data-index]');
  return row ? Number(row.dataset.index) : -1;
}
