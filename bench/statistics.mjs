/** The value below which `share` of the values lie. */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const below = Math.floor(at);
  const rest = at - below;
  return rest === 0 ? sorted[below] : sorted[below] * (1 - rest) + sorted[below + 1] * rest;
}

export const median = (values) => quantile(values, 0.5);

/**
 * The ratio of rounds that were run next to each other: its median, and the middle half of them as the spread. With a
 * floor it is the ratio of what each costs beyond that.
 */
export function pairedRatio({ subject, baseline, floor }) {
  const ratios = subject.map((value, round) => {
    const ground = floor?.[round] ?? 0;
    return (value - ground) / (baseline[round] - ground);
  });
  return { ratio: median(ratios), low: quantile(ratios, 0.25), high: quantile(ratios, 0.75) };
}

/** Of runs that loaded by turns in one order and in the other: the geometric mean of the two medians. */
export function ratioOfBothOrders(runs) {
  const ofOrder = (order) => median(ofOneOrder(runs, order));
  return Math.sqrt(ofOrder(0) * ofOrder(1));
}

/**
 * The standard error of that mean, as a share of it: how far it would move if all were run again. From the scatter of
 * the runs, told by the median of their distances, which a few unlucky runs do not move.
 */
export function errorOfBothOrders(runs) {
  const ofOrder = (order) => {
    const logs = ofOneOrder(runs, order).map(Math.log);
    const middle = median(logs);
    // 1.48 makes a standard deviation of that median, 1.25 the error of a median of the error of a mean.
    const scatter = 1.48 * median(logs.map((value) => Math.abs(value - middle)));
    return (1.25 * scatter) / Math.sqrt(logs.length);
  };
  return Math.hypot(ofOrder(0), ofOrder(1)) / 2;
}

function ofOneOrder(runs, order) {
  return runs.filter((_, run) => run % 2 === order).map(({ ratio }) => ratio);
}
