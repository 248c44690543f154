// Nanoseconds of a call by one subject that has the process to itself: of the first calls, or of calls that are compiled.
import { CASES } from '../cases.mjs';
import { enter } from '../states.mjs';
import { median } from '../statistics.mjs';
import { loopOf, objectsOf } from './objects.mjs';

const { subject, caseName, state, firstCalls } = JSON.parse(process.argv[2]);
const { loop, copies } = CASES[caseName];
enter(state);
const objects = await objectsOf(subject, copies);
const run = loopOf(loop);

async function time(calls) {
  const started = process.hrtime.bigint();
  await run(objects, calls);
  return Number(process.hrtime.bigint() - started) / calls;
}

async function compiled() {
  const calls = 100_000;
  for (let warm = 0; warm < 10; warm++) await time(calls);
  const times = [];
  for (let round = 0; round < 21; round++) times.push(await time(calls));
  return median(times);
}

const cost = firstCalls === undefined ? await compiled() : await time(firstCalls);
console.log(JSON.stringify({ cost }));
process.exit(0);
