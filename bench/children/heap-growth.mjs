// What stays on the heap after very many calls, in each of three parts of the run.
import { CASES } from '../cases.mjs';
import { enter } from '../states.mjs';
import { loopOf, objectsOf } from './objects.mjs';

const { subject, caseName, state, calls } = JSON.parse(process.argv[2]);
const { loop, copies } = CASES[caseName];
const STEP = 100_000;
const PARTS = 3;

enter(state);
const objects = await objectsOf(subject, copies);
const run = loopOf(loop);

async function heapNow() {
  for (let pass = 0; pass < 3; pass++) {
    await new Promise((resolve) => setImmediate(resolve));
    globalThis.gc();
  }
  return process.memoryUsage().heapUsed;
}

const growth = [];
await run(objects, STEP);
for (let part = 0; part < PARTS; part++) {
  const before = await heapNow();
  for (let done = 0; done < calls / PARTS; done += STEP) await run(objects, STEP);
  growth.push((await heapNow()) - before);
}
console.log(JSON.stringify({ growth }));
process.exit(0);
