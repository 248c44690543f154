// What is counted, not timed: the same on a fast machine and a slow one. These bounds decide in CI.
import { manifest } from '../scripts/packed.mjs';
import { child } from './child.mjs';

const MODES = ['legacy', 'standard'];

/** The limit of the extra microtasks of an async call, by state. */
const MICROTASKS = { 'no-provider': 0, sampled: 1, unsampled: 1 };

/** How many stack frames more than hand-written `startActiveSpan` a traced call may add. */
const EXTRA_FRAMES = { 'no-provider': 0, sampled: 2, unsampled: 2 };

/** What the compiler and the collector keep for themselves moves by some kilobytes either way. */
const HEAP_GROWTH = 64 * 1024;

/** The limit of this package's own files that an entry point loads, and the packages that it may load beside them. */
const LOADED = {
  '.': { files: 90, packages: ['reflect-metadata'] },
  './attributes': { files: 1, packages: [] },
  './console': { files: 20, packages: [] },
  './testing': { files: 140, packages: ['reflect-metadata'] },
  './metrics': { files: 90, packages: ['reflect-metadata'] },
  './eventsourcing': { files: 110, packages: ['reflect-metadata'] },
  './doctor': { files: 40, packages: [] },
  './kurrentdb': { files: 120, packages: ['reflect-metadata'] },
  './rpc': { files: 110, packages: ['reflect-metadata'] },
};

/** @returns rows with what was found, the limit, and whether it holds */
export async function checkCounts({ short, log }) {
  const rows = [];
  const add = ({ what, subject = '', caseName = '', found, limit }) => {
    const row = { what, subject, caseName, found, limit, ok: found <= limit };
    rows.push(row);
    log(row);
  };
  for (const row of await microtasks()) add(row);
  for (const row of await stackFrames()) add(row);
  for (const row of await loadedFiles()) add(row);
  for (const state of Object.keys(MICROTASKS)) {
    for (const caseName of short ? ['sync'] : ['sync', 'async'])
      add(await heapGrowth(state, caseName, short));
  }
  return rows;
}

async function microtasks() {
  const rows = [];
  for (const [state, limit] of Object.entries(MICROTASKS)) {
    const { hops: bare } = await child('microtasks', { subject: 'bare', state });
    for (const mode of MODES) {
      const subject = `ours-${mode}`;
      const { hops } = await child('microtasks', { subject, state });
      rows.push({ what: `extra microtasks of an async call, ${state}`, subject, found: hops - bare, limit });
    }
  }
  return rows;
}

async function stackFrames() {
  const rows = [];
  for (const [state, limit] of Object.entries(EXTRA_FRAMES)) {
    const hand = await child('stack-frames', { subject: 'hand-written', state });
    const ours = await child('stack-frames', { subject: 'ours', state });
    for (const caseName of ['sync', 'async']) {
      const found = ours[caseName] - hand[caseName];
      rows.push({ what: `stack frames beyond hand-written, ${state}`, caseName, found, limit });
    }
  }
  return rows;
}

async function loadedFiles() {
  const rows = [];
  for (const [entry, bound] of Object.entries(LOADED)) {
    if (manifest.exports[entry] === undefined) throw new Error(`package.json has no entry point ${entry}.`);
    const { packages } = await child('import-time', { specifier: `otel-traced${entry.slice(1)}` });
    const { 'otel-traced': own = 0, ...others } = packages;
    const unexpected = Object.keys(others).filter((name) => !bound.packages.includes(name));
    rows.push({ what: `own files loaded by ${entry}`, found: own, limit: bound.files });
    const names = unexpected.length === 0 ? '' : ` (${unexpected.join(', ')})`;
    rows.push({ what: `unexpected packages loaded by ${entry}${names}`, found: unexpected.length, limit: 0 });
  }
  return rows;
}

async function heapGrowth(state, caseName, short) {
  const calls = short ? 600_000 : 10_000_000;
  const { growth } = await child('heap-growth', { subject: 'ours-legacy', caseName, state, calls });
  const each = Math.round(calls / growth.length).toLocaleString('en');
  return {
    what: `bytes that the heap grows by in each ${each} calls, ${state}`,
    subject: 'ours-legacy',
    caseName,
    // A leak grows in each part of the run, noise in one of them.
    found: Math.min(...growth),
    limit: HEAP_GROWTH,
  };
}
