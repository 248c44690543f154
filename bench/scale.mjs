// The cost of a call as the number of methods, of calls at once and of calls in each other grows.
import { child } from './child.mjs';

export const AXES = {
  methods: { title: 'methods traced, called in turn', sizes: [1, 10, 100, 1_000, 10_000], flags: [] },
  concurrent: { title: 'calls at once', sizes: [1, 10, 100, 1_000, 10_000], flags: [] },
  // The default stack does not hold a thousand nested calls with hand-written spans.
  depth: { title: 'calls within each other', sizes: [1, 10, 100, 1_000], flags: ['--stack-size=3900'] },
};

const SUBJECTS = ['hand-written', 'ours'];

/** @returns by axis the sizes with the nanoseconds of a call, by `state/subject` */
export async function measureScale({ states, log }) {
  const axes = {};
  for (const [axis, { sizes, flags }] of Object.entries(AXES)) {
    axes[axis] = [];
    for (const size of sizes) {
      const cells = {};
      for (const state of states) {
        for (const subject of SUBJECTS) {
          const { nanoseconds } = await child('scale', { axis, size, state, subject, rounds: 15 }, flags);
          cells[`${state}/${subject}`] = nanoseconds;
        }
      }
      axes[axis].push({ size, cells });
      log(`${axis} ${size}`, cells);
    }
  }
  return axes;
}

/** How many calls within each other the stack holds that Node gives a program, by `state/subject`. */
export async function measureDepthLimits({ states, log }) {
  const limits = {};
  for (const state of states) {
    for (const subject of SUBJECTS) {
      const { depth } = await child('depth-limit', { state, subject });
      limits[`${state}/${subject}`] = depth;
      log(`depth limit ${state} ${subject}: ${depth}`);
    }
  }
  return limits;
}
