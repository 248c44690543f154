// Times a subject against a baseline in one process, and against a floor if there is one, in short alternating rounds, so
// that other load on the machine affects all of them. Prints the nanoseconds per call of each round. Whatever is loaded
// first is some nanoseconds faster: `reversed` loads in the other order, and a ratio is taken from both.
import { CASES } from '../cases.mjs';
import { ended, enter } from '../states.mjs';
import { loopOf, objectsOf } from './objects.mjs';

const { subject, baseline, floor, caseName, state, rounds, roundMs, reversed } = JSON.parse(process.argv[2]);
const { loop, copies } = CASES[caseName];

enter(state);
const names = [baseline, subject, floor].filter((name) => name !== undefined);
const loaded = new Map();
for (const name of reversed ? [...names].reverse() : names) {
  loaded.set(name, { objects: await objectsOf(name, copies), run: loopOf(loop), times: [] });
}
const sides = names.map((name) => loaded.get(name));

async function spansOfOneCall({ objects, run }) {
  const before = ended.count;
  await run(objects, 1);
  return ended.count - before;
}

async function time({ objects, run }, calls) {
  const started = process.hrtime.bigint();
  await run(objects, calls);
  return Number(process.hrtime.bigint() - started) / calls;
}

const spans = await spansOfOneCall(sides[1]);

// As many calls as a round takes; the optimizing compiler is done with them by then.
let calls = 64;
for (const side of reversed ? [...sides].reverse() : sides) {
  let nanoseconds = 0;
  for (const until = Date.now() + 150; Date.now() < until; ) nanoseconds = await time(side, calls);
  side.calls = Math.max(64, Math.round((roundMs * 1e6) / nanoseconds));
}
calls = Math.min(...sides.map((side) => side.calls));

for (let round = 0; round < rounds; round++) {
  // Whoever comes after another pays for its garbage as often as the other way round.
  const order = round % 2 === 0 ? sides : [...sides].reverse();
  for (const side of order) side.times.push(await time(side, calls));
}
const [baselineTimes, times, floorTimes] = sides.map((side) => side.times);
console.log(JSON.stringify({ spans, baseline: baselineTimes, subject: times, floor: floorTimes }));
process.exit(0);
