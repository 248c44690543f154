// The line between names and bars, to be dragged or moved by keys.

import { byId } from './dom.js';

const LEAST = 15;
const MOST = 75;
const START = 42;

export function startSplitter(changed) {
  const splitter = byId('splitter');
  const section = byId('trace');
  let width = START;
  const set = (percent) => {
    width = Math.max(LEAST, Math.min(MOST, percent));
    section.style.setProperty('--names', `${width}cqw`);
    splitter.setAttribute('aria-valuenow', String(Math.round(width)));
    changed();
  };
  splitter.addEventListener('pointerdown', (event) => splitter.setPointerCapture(event.pointerId));
  splitter.addEventListener('pointermove', (event) => {
    if (!splitter.hasPointerCapture(event.pointerId)) return;
    const { left, width: whole } = section.getBoundingClientRect();
    set(((event.clientX - left) / whole) * 100);
  });
  splitter.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: -2, ArrowRight: 2 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    set(width + step);
  });
  set(START);
}
