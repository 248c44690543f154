// The cost of a call as the number of methods, of calls at once and of calls in each other grows.
import { child } from './child.mjs';

export const AXES = {
  methods: { title: 'methods traced, called in turn', sizes: [1, 10, 100, 1_000, 10_000] },
  concurrent: { title: 'calls at once', sizes: [1, 10, 100, 1_000, 10_000] },
  depth: { title: 'calls within each other', sizes: [1, 10, 100, 1_000] },
};

const SUBJECTS = ['hand-written', 'ours'];

/** @returns by axis the sizes with the nanoseconds of a call, by `state/subject` */
export async function measureScale({ states, log }) {
  const axes = {};
  for (const [axis, { sizes }] of Object.entries(AXES)) {
    axes[axis] = [];
    for (const size of sizes) {
      const cells = {};
      for (const state of states) {
        for (const subject of SUBJECTS) {
          const { nanoseconds } = await child('scale', { axis, size, state, subject, rounds: 15 });
          cells[`${state}/${subject}`] = nanoseconds;
        }
      }
      axes[axis].push({ size, cells });
      log(`${axis} ${size}`, cells);
    }
  }
  return axes;
}
