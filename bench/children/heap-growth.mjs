// What stays on the heap after very many calls.
import { CASES } from '../cases.mjs';
import { enter } from '../states.mjs';
import { loopOf, objectsOf } from './objects.mjs';

const { subject, caseName, state, calls } = JSON.parse(process.argv[2]);
const { loop, copies } = CASES[caseName];
const STEP = 100_000;

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

await run(objects, STEP);
const before = await heapNow();
for (let done = 0; done < calls; done += STEP) await run(objects, STEP);
console.log(JSON.stringify({ growth: (await heapNow()) - before }));
process.exit(0);
