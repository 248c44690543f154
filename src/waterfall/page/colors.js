// A color and a shape for each service or scope, so that few colors are enough to tell them apart.

const COLORS = 8;
const SHAPES = 8;

/** In the order in which the keys first appear. */
export function colorsOf(traces, keyOf) {
  const numbers = new Map();
  for (const trace of traces) {
    for (const span of trace.spans) {
      const key = keyOf(span);
      if (!numbers.has(key)) numbers.set(key, numbers.size);
    }
  }
  return numbers;
}

export const KEYS = {
  service: (span) => span.service,
  scope: (span) => span.scope.name,
};

/** `color-3 shape-4`: another shape for each color, and other pairs from the ninth on. */
export function colorClasses(number) {
  return `color-${number % COLORS} shape-${(number + Math.floor(number / COLORS)) % SHAPES}`;
}
