// What must hold of times, as ratios within one run. A clock is right only on a quiet machine: CI does not run these.
import { child } from './child.mjs';
import { errorOfBothOrders, medianAndSpread, pairedRatio, ratioOfBothOrders } from './statistics.mjs';

// The estimate must be beyond the limit by this many standard errors: one chance in forty that it is an accident.
const ERRORS = 2;

const MODES = ['legacy', 'standard'];
const OFF = { nothing: 'nothing registered', 'no-provider': 'no provider' };
const ON = { sampled: 'sampled', unsampled: 'not sampled' };

/** Of the two hand-written forms of a method, the leaner one. */
const HAND = {
  async: 'hand-written-lean',
  'async-20': 'hand-written-lean',
  'failing-async': 'hand-written-lean',
};
const handWritten = (caseName) => HAND[caseName] ?? 'hand-written';

/**
 * The time of ours over the baseline's, both in one process, is at most `limit`; with a `floor`, what each costs beyond
 * it. `*` is the decorator mode.
 */
const PAIRS = [
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
  ...against(['sync', 'async', 'sync-20', 'async-20'], { sampled: 1, unsampled: 0.95 }),
  ...against(['generator', 'async-generator', 'failing', 'failing-async', 'block-options'], {
    sampled: 1.05,
    unsampled: 1.05,
  }),
];

function against(cases, limits) {
  return cases.flatMap((caseName) =>
    Object.entries(limits).map(([state, limit]) => ({
      what: `${ON[state]}: against hand-written`,
      state,
      baseline: handWritten(caseName),
      caseName,
      limit,
    })),
  );
}

/** The same of two processes that are run one after the other. */
const PROCESSES = [
  ...['excluded', 'disabled'].map((state) => ({
    what: `${state}: against the call without a provider`,
    file: 'time-alone',
    ours: { state },
    baseline: { subject: 'ours-*', state: 'no-provider' },
    caseName: 'sync',
    limit: 2,
  })),
  ...Object.entries(ON).flatMap(([state, title]) =>
    ['sync', 'async'].map((caseName) => ({
      what: `${title}: the first 10,000 calls of a process, against hand-written`,
      file: 'time-alone',
      ours: { state, firstCalls: 10_000 },
      baseline: { subject: handWritten(caseName), state, firstCalls: 10_000 },
      caseName,
      limit: 1.1,
    })),
  ),
  ...['no-provider', 'sampled'].map((state) => ({
    what: `${state}: stack that a nested call takes, against hand-written`,
    file: 'depth-limit',
    ours: { state },
    baseline: { subject: 'hand-written', state },
    limit: 1.25,
  })),
];

/** @returns rows with what was found, its error, the limit, and whether it holds */
export async function checkTimes({ short, log }) {
  const rows = [];
  const add = (row) => {
    rows.push(row);
    log(row);
  };
  for (const mode of MODES) {
    for (const bound of PAIRS) add(await pairBound(inMode(bound, mode), short));
    for (const bound of PROCESSES) add(await processBound(inMode(bound, mode), short));
  }
  return rows;
}

function inMode(bound, mode) {
  return JSON.parse(JSON.stringify({ ...bound, subject: `ours-${mode}` }).replaceAll('-*', `-${mode}`));
}

/** As many processes in one order of loading as in the other. */
async function pairBound({ what, limit, ...pair }, short) {
  const runs = [];
  const request = { ...pair, rounds: short ? 60 : 120, roundMs: short ? 3 : 5 };
  for (let run = 0; run < (short ? 4 : 8); run++) {
    runs.push(pairedRatio(await child('time-pair', { ...request, reversed: run % 2 === 1 })));
  }
  const estimate = {
    found: ratioOfBothOrders(runs),
    error: errorOfBothOrders(runs),
    low: Math.min(...runs.map((run) => run.low)),
    high: Math.max(...runs.map((run) => run.high)),
  };
  return verdict({ what, limit, ...pair, runs: runs.length }, estimate);
}

async function processBound({ what, file, limit, subject, caseName, ours, baseline }, short) {
  const runs = [];
  for (let run = 0; run < (short ? 8 : 24); run++) {
    const both = [
      { subject, ...ours },
      { subject, ...baseline },
    ];
    // What the machine does meanwhile hits each of the two as often.
    const values = new Map();
    for (const request of run % 2 === 0 ? both : [...both].reverse()) {
      values.set(request, (await child(file, { caseName, ...request })).cost);
    }
    runs.push(values.get(both[0]) / values.get(both[1]));
  }
  const { middle: found, error, low, high } = medianAndSpread(runs);
  return verdict({ what, limit, subject, caseName, runs: runs.length }, { found, error, low, high });
}

function verdict(bound, { found, error, low, high }) {
  const { what, caseName, subject, limit, runs } = bound;
  const least = found - ERRORS * error;
  return {
    what,
    caseName,
    subject,
    found,
    error,
    low,
    high,
    runs,
    limit,
    ok: least <= limit,
    isClose: found > limit,
  };
}
