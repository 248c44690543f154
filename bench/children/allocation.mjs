// Bytes allocated by a call: how far the heap grows over many calls while no collection comes between.
import { CASES } from '../cases.mjs';
import { enter } from '../states.mjs';
import { median } from '../statistics.mjs';
import { loopOf, objectsOf } from './objects.mjs';

const { subject, caseName, state } = JSON.parse(process.argv[2]);
const { loop, copies } = CASES[caseName];
// So many that the pages which the heap grows by do not blur it, so few that the young generation takes them.
const CALLS = state === 'sampled' || state === 'unsampled' ? 16_000 : 100_000;

enter(state);
const objects = await objectsOf(subject, copies);
const run = loopOf(loop);
for (let warm = 0; warm < 20; warm++) await run(objects, CALLS);

const samples = [];
for (let sample = 0; sample < 9; sample++) {
  globalThis.gc();
  const before = process.memoryUsage().heapUsed;
  await run(objects, CALLS);
  samples.push((process.memoryUsage().heapUsed - before) / CALLS);
}
console.log(JSON.stringify({ bytes: median(samples) }));
process.exit(0);
