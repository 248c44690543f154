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
 * The median, the middle half of the values, and the median's standard error. The error comes from the median of the
 * distances, which a few unlucky values do not move: 1.48 times it is a standard deviation, and 1.25 is the error of a
 * median over that of a mean.
 */
export function medianAndSpread(values) {
  const middle = median(values);
  const scatter = 1.48 * median(values.map((value) => Math.abs(value - middle)));
  return {
    middle,
    error: (1.25 * scatter) / Math.sqrt(values.length),
    low: quantile(values, 0.25),
    high: quantile(values, 0.75),
  };
}

/**
 * The ratio of rounds that were run next to each other: its median, and the middle half of them as the spread. With a
 * floor it is what the subject costs beyond the floor, in units of what the baseline costs beyond it: zero or less if
 * the subject is as fast as the floor.
 */
export function pairedRatio({ subject, baseline, floor }) {
  const unit = floor && median(baseline.map((value, round) => value - floor[round]));
  const ratios = subject.map((value, round) =>
    floor ? (value - floor[round]) / unit : value / baseline[round],
  );
  const { middle: ratio, low, high } = medianAndSpread(ratios);
  return { ratio, low, high };
}

/** Of runs that loaded by turns in one order and in the other: the mean of the two medians. */
export function ratioOfBothOrders(runs) {
  return (ofOneOrder(runs, 0).middle + ofOneOrder(runs, 1).middle) / 2;
}

/** The standard error of that mean: how far it would move if all were run again. */
export function errorOfBothOrders(runs) {
  return Math.hypot(ofOneOrder(runs, 0).error, ofOneOrder(runs, 1).error) / 2;
}

function ofOneOrder(runs, order) {
  return medianAndSpread(runs.filter((_, run) => run % 2 === order).map(({ ratio }) => ratio));
}
