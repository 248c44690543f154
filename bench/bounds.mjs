// What must hold, as ratios within one run.
import { child } from './child.mjs';
import { errorOfBothOrders, pairedRatio, ratioOfBothOrders } from './statistics.mjs';

// As many in one order of loading as in the other.
const FEW_RUNS = 4;
const MANY_RUNS = 20;
// So many standard errors beyond the limit are no accident: one time in forty.
const ERRORS = 2;

const MODES = ['legacy', 'standard'];

const OFF = { nothing: 'nothing registered', 'no-provider': 'no provider' };

/**
 * Ratios: the time of ours over the baseline's, each beyond `floor` if there is one, is at most `limit`. `*` is the
 * decorator mode.
 */
const TIMES = [
  ...Object.entries(OFF).flatMap(([state, title]) => [
    ...['sync-20', 'async-20'].map((caseName) => ({
      what: `${title}: against a pass-through wrapper`,
      state,
      baseline: 'pass-through-*',
      caseName,
      limit: 1.3,
    })),
    {
      what: `${title}: against hand-written, each beyond the bare call, 8 times cheaper`,
      state,
      baseline: 'hand-written',
      floor: 'bare-*',
      caseName: 'sync-20',
      limit: 1 / 8,
    },
  ]),
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
export async function checkTimes({ short, log }) {
  const rows = [];
  for (const bound of TIMES) {
    for (const mode of MODES) {
      const [baseline, floor] = [bound.baseline, bound.floor].map((name) => name?.replace('*', mode));
      const row = await timeBound({ ...bound, subject: `ours-${mode}`, baseline, floor }, short);
      rows.push(row);
      log(row);
    }
  }
  return rows;
}

/**
 * A process may have been unlucky, with the compiler or with what else the machine did: the medians of several tell. A
 * bound that they do not show to hold gets many, and is broken where it is beyond the limit by more than their error.
 */
async function timeBound({ what, limit, ...pair }, short) {
  const runs = [];
  const request = { ...pair, rounds: short ? 60 : 120, roundMs: short ? 3 : 5 };
  const found = () => ratioOfBothOrders(runs);
  while (runs.length < FEW_RUNS || (runs.length < MANY_RUNS && (runs.length % 2 === 1 || found() > limit))) {
    runs.push(pairedRatio(await child('time-pair', { ...request, reversed: runs.length % 2 === 1 })));
  }
  const low = Math.min(...runs.map((run) => run.low));
  const high = Math.max(...runs.map((run) => run.high));
  const error = errorOfBothOrders(runs);
  const least = found() * Math.exp(-ERRORS * error);
  const { subject, caseName } = pair;
  return {
    what,
    caseName,
    subject,
    found: found(),
    low,
    high,
    error,
    runs: runs.length,
    limit,
    ok: least <= limit,
    isClose: found() > limit,
  };
}
