// Cost of a call over the number of methods, of calls at once, and of calls within each other.
import { enter } from '../states.mjs';
import { median } from '../statistics.mjs';
import { madeService } from './made-service.mjs';

const { axis, size, state, subject, rounds } = JSON.parse(process.argv[2]);
enter(state);
const add = { parameters: 'a, b', body: 'return a + b + this.k;' };

const AXES = {
  methods() {
    const perClass = 10;
    const methods = Object.fromEntries(Array.from({ length: perClass }, (_, i) => [`method${i}`, add]));
    const calls = [];
    for (let index = 0; calls.length < size; index++) {
      const object = madeService(subject, index, methods);
      for (const name of Object.keys(methods)) if (calls.length < size) calls.push({ object, name });
    }
    const turns = Math.max(1, Math.round(10_000 / size));
    return {
      calls: turns * size,
      run() {
        let sum = 0;
        for (let turn = 0; turn < turns; turn++) {
          for (const { object, name } of calls) sum += object[name](turn, 1);
        }
        return sum;
      },
    };
  },
  concurrent() {
    const wait = { parameters: 'gate', keyword: 'async', body: 'await gate; return this.k;' };
    const object = madeService(subject, 0, { wait });
    const turns = Math.max(1, Math.round(10_000 / size));
    return {
      calls: turns * size,
      async run() {
        for (let turn = 0; turn < turns; turn++) {
          let open;
          const gate = new Promise((resolve) => {
            open = resolve;
          });
          const all = Array.from({ length: size }, () => object.wait(gate));
          open();
          await Promise.all(all);
        }
      },
    };
  },
  depth() {
    const body = 'return depth <= 1 ? this.k : this.down(depth - 1) + 1;';
    const object = madeService(subject, 0, { down: { parameters: 'depth', body } });
    const turns = Math.max(1, Math.round(5_000 / size));
    return {
      calls: turns * size,
      run() {
        let sum = 0;
        for (let turn = 0; turn < turns; turn++) sum += object.down(size);
        return sum;
      },
    };
  },
};

const { calls, run } = AXES[axis]();
for (let warm = 0; warm < 8; warm++) await run();
const times = [];
for (let round = 0; round < rounds; round++) {
  const started = process.hrtime.bigint();
  await run();
  times.push(Number(process.hrtime.bigint() - started) / calls);
}
console.log(JSON.stringify({ nanoseconds: median(times) }));
process.exit(0);
