// Light, dark, or as the system has it.

import { byId } from './dom.js';

const THEMES = ['light dark', 'light', 'dark'];
const LABELS = ['Auto', 'Light', 'Dark'];
const KEY = 'otel-traced-theme';

export function startTheme(changed) {
  let current = Math.max(0, THEMES.indexOf(stored()));
  const apply = () => {
    document.documentElement.style.colorScheme = THEMES[current];
    byId('theme').textContent = `◐ ${LABELS[current]}`;
    byId('theme').title = `Colors: ${LABELS[current]}`;
    byId('theme').setAttribute('aria-label', `Colors: ${LABELS[current]}`);
    changed();
  };
  byId('theme').addEventListener('click', () => {
    current = (current + 1) % THEMES.length;
    store(THEMES[current]);
    apply();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed);
  apply();
}

// A page that was opened from a folder may have no storage.
function stored() {
  try {
    return localStorage.getItem(KEY) ?? THEMES[0];
  } catch {
    return THEMES[0];
  }
}

function store(theme) {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // It holds until the page is closed.
  }
}
