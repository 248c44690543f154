// How many calls within each other the stack holds: found by halves, after the compiler is done with them.
import { ended, enter } from '../states.mjs';
import { madeService } from './made-service.mjs';

const { state, subject } = JSON.parse(process.argv[2]);
enter(state);
const body = 'return depth <= 1 ? this.k : this.down(depth - 1) + 1;';
const object = madeService(subject, 0, { down: { parameters: 'depth', body } });

function fits(depth) {
  ended.count = 0;
  try {
    object.down(depth);
  } catch {
    return false;
  }
  return state !== 'sampled' || ended.count === depth;
}

for (let warm = 0; warm < 2_000; warm++) fits(50);
let [low, high] = [50, 100_000];
while (high - low > 1) {
  const middle = Math.floor((low + high) / 2);
  if (fits(middle)) low = middle;
  else high = middle;
}
// The share of the stack that one call takes.
console.log(JSON.stringify({ depth: low, cost: 1 / low }));
process.exit(0);
