// How many microtasks an awaited call takes: counted by a chain of microtasks that runs beside it.
import { enter } from '../states.mjs';
import { objectsOf } from './objects.mjs';

const { subject, state } = JSON.parse(process.argv[2]);
enter(state);
const [service] = await objectsOf(subject);

function hops() {
  return new Promise((resolve) => {
    let count = 0;
    let done = false;
    service.async(1, 2).then(() => {
      done = true;
    });
    const tick = () => {
      count++;
      if (done) resolve(count);
      else queueMicrotask(tick);
    };
    queueMicrotask(tick);
  });
}

await hops();
console.log(JSON.stringify({ hops: await hops() }));
process.exit(0);
