/** The value below which `share` of the values lie. */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const below = Math.floor(at);
  const rest = at - below;
  return rest === 0 ? sorted[below] : sorted[below] * (1 - rest) + sorted[below + 1] * rest;
}

export const median = (values) => quantile(values, 0.5);

/** The ratio of rounds that were run next to each other: its median, and the middle half of them as the spread. */
export function pairedRatio(subject, baseline) {
  const ratios = subject.map((value, round) => value / baseline[round]);
  return { ratio: median(ratios), low: quantile(ratios, 0.25), high: quantile(ratios, 0.75) };
}
