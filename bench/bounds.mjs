// What must hold, as ratios within one run.
import { child } from './child.mjs';
import { median, pairedRatio } from './statistics.mjs';

const FEW_RUNS = 3;
const MANY_RUNS = 9;

const MODES = ['ours-legacy', 'ours-standard'];

/** Ratios: the subject's time over the baseline's, each beyond `floor` if there is one, is at most `limit`. */
const TIMES = [
  ...['sync-20', 'async-20'].map((caseName) => ({
    what: 'no provider: against a pass-through wrapper',
    state: 'no-provider',
    baseline: 'pass-through',
    caseName,
    limit: 1.3,
  })),
  {
    what: 'nothing registered: against a pass-through wrapper that looks for a provider',
    state: 'nothing',
    baseline: 'looking-pass-through',
    caseName: 'sync-20',
    limit: 1.3,
  },
  {
    what: 'nothing registered: against a pass-through wrapper that does not look (for information)',
    state: 'nothing',
    baseline: 'pass-through',
    caseName: 'sync-20',
  },
  ...['nothing', 'no-provider'].map((state) => ({
    what: `${state === 'nothing' ? 'nothing registered' : 'no provider'}: against hand-written, each beyond the bare call, 8 times cheaper`,
    state,
    baseline: 'hand-written',
    floor: 'bare',
    caseName: 'sync-20',
    limit: 1 / 8,
  })),
  ...['sync', 'async', 'sync-20', 'async-20'].flatMap((caseName) => [
    { what: 'sampled: against hand-written', state: 'sampled', baseline: 'hand-written', caseName, limit: 1 },
    {
      what: 'not sampled: against hand-written',
      state: 'unsampled',
      baseline: 'hand-written',
      caseName,
      limit: 0.95,
    },
  ]),
];

/** @returns rows with what was found, the limit, and whether it holds */
export async function checkBounds({ short, log }) {
  const rows = [];
  for (const bound of TIMES) {
    for (const subject of MODES) {
      const row = await timeBound({ ...bound, subject }, short);
      rows.push(row);
      log(row);
    }
  }
  for (const [state, limit] of [
    ['no-provider', 0],
    ['sampled', 1],
    ['unsampled', 1],
  ]) {
    for (const subject of MODES) {
      const [ours, bare] = [
        await child('microtasks', { subject, state }),
        await child('microtasks', { subject: 'bare', state }),
      ];
      const found = ours.hops - bare.hops;
      const row = {
        what: `extra microtasks of an async call, ${state}`,
        subject,
        found,
        limit,
        ok: found <= limit,
      };
      rows.push(row);
      log(row);
    }
  }
  const calls = short ? 500_000 : 10_000_000;
  for (const state of ['no-provider', 'sampled', 'unsampled']) {
    for (const caseName of short ? ['sync'] : ['sync', 'async']) {
      const { growth } = await child('heap-growth', { subject: 'ours-legacy', caseName, state, calls });
      // What the compiler and the collector keep for themselves moves by some kilobytes either way.
      const limit = 128 * 1024;
      const row = {
        what: `bytes on the heap after ${calls.toLocaleString('en')} calls, ${state}, ${caseName}`,
        subject: 'ours-legacy',
        found: growth,
        limit,
        ok: growth <= limit,
      };
      rows.push(row);
      log(row);
    }
  }
  return rows;
}

// A process may have been unlucky: with the compiler, or with what else the machine did. The median of several tells.
async function timeBound({ what, limit, ...pair }, short) {
  const runs = [];
  const request = { ...pair, rounds: short ? 60 : 120, roundMs: short ? 3 : 5 };
  const found = () => median(runs.map((run) => run.ratio));
  const holds = () => limit === undefined || found() <= limit;
  while (runs.length < FEW_RUNS || (runs.length < MANY_RUNS && !holds())) {
    runs.push(pairedRatio(await child('time-pair', request)));
  }
  const low = Math.min(...runs.map((run) => run.low));
  const high = Math.max(...runs.map((run) => run.high));
  const { subject, caseName } = pair;
  return { what, caseName, subject, found: found(), low, high, runs: runs.length, limit, ok: holds() };
}
