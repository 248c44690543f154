// Every subject in every state and case, each against the hand-written code in one process.
import { CASES } from './cases.mjs';
import { child } from './child.mjs';
import { median, pairedRatio, ratioOfBothOrders } from './statistics.mjs';
import { SUBJECTS } from './subjects.mjs';

export const BASELINE = 'hand-written';

function has({ methods }, method) {
  return methods === undefined || methods.includes(method);
}

/** @returns cells by `state/case/subject`; one that could not be measured has a note */
export async function measureMatrix({ states, subjects, cases = Object.keys(CASES), log }) {
  const cells = {};
  for (const state of states) {
    for (const caseName of cases) {
      const { method, spans } = CASES[caseName];
      for (const subject of subjects) {
        if (!has(SUBJECTS[subject], method)) continue;
        const cell = await measure({ subject, caseName, state }, spans);
        cells[`${state}/${caseName}/${subject}`] = cell;
        log(`${state} ${caseName} ${subject}`, cell);
      }
    }
  }
  return cells;
}

async function measure(request, expected) {
  try {
    const runs = [];
    for (const reversed of [false, true])
      runs.push(
        await child('time-pair', { ...request, baseline: BASELINE, rounds: 24, roundMs: 4, reversed }),
      );
    const [times] = runs;
    const spans = SUBJECTS[request.subject].group === 'floor' ? undefined : times.spans;
    // By a sampler that takes none there are none to count.
    const wrong = request.state === 'sampled' && spans !== undefined && spans !== expected;
    const note = wrong ? `${spans} spans a call instead of ${expected}` : undefined;
    const ratios = runs.map(pairedRatio);
    return {
      nanoseconds: median(runs.flatMap(({ subject }) => subject)),
      ratio: ratioOfBothOrders(ratios),
      low: Math.min(...ratios.map(({ low }) => low)),
      high: Math.max(...ratios.map(({ high }) => high)),
      note,
    };
  } catch (error) {
    return {
      note: `failed: ${
        String(error.stderr ?? error.message)
          .trim()
          .split('\n')
          .findLast((line) => /Error/.test(line)) ?? error.message
      }`,
    };
  }
}

/** Bytes allocated by a call, by `state/case/subject`. */
export async function measureAllocation({ states, subjects, cases, log }) {
  const cells = {};
  for (const state of states) {
    for (const caseName of cases) {
      for (const subject of subjects) {
        if (!has(SUBJECTS[subject], CASES[caseName].method)) continue;
        const flags = ['--max-semi-space-size=64', '--min-semi-space-size=64'];
        const cell = await child('allocation', { subject, caseName, state }, flags).catch(() => undefined);
        cells[`${state}/${caseName}/${subject}`] = cell;
        log(`${state} ${caseName} ${subject}`, cell);
      }
    }
  }
  return cells;
}
