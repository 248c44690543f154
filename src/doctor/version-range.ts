type Version = readonly [major: number, minor: number, patch: number];

/**
 * Whether a version is in a range as written in `peerDependencies`: comparators, `^`, `~`, `||`. `undefined` if the
 * range or the version has another form.
 */
export function inRange(version: string, range: string): boolean | undefined {
  const given = parse(version);
  if (given === undefined) return undefined;
  const alternatives = range.split('||').map((alternative) => inAll(given, alternative.trim()));
  if (alternatives.includes(true)) return true;
  return alternatives.includes(undefined) ? undefined : false;
}

function inAll(version: Version, range: string): boolean | undefined {
  if (range === '' || range === '*') return true;
  const comparators = range.replace(/([<>=^~])\s+/g, '$1').split(/\s+/);
  const results = comparators.map((comparator) => satisfies(version, comparator));
  return results.includes(undefined) ? undefined : results.every((result) => result === true);
}

function satisfies(version: Version, comparator: string): boolean | undefined {
  const [, operator = '', text = ''] = /^([<>]=?|[=^~])?(.*)$/.exec(comparator) ?? [];
  const bound = parse(text);
  if (bound === undefined) return undefined;
  const order = compare(version, bound);
  switch (operator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    case '^':
      return order >= 0 && compare(version, nextOfCaret(bound)) < 0;
    case '~':
      return order >= 0 && compare(version, [bound[0], bound[1] + 1, 0]) < 0;
    default:
      return /^v?\d+\.\d+\.\d/.test(text) ? order === 0 : undefined;
  }
}

function nextOfCaret([major, minor, patch]: Version): Version {
  if (major > 0) return [major + 1, 0, 0];
  return minor > 0 ? [0, minor + 1, 0] : [0, 0, patch + 1];
}

/** Orders versions from the oldest to the newest. */
export function compareVersions(one: string, other: string): number {
  return compare(parse(one) ?? [0, 0, 0], parse(other) ?? [0, 0, 0]);
}

/** Parses `1`, `1.9` and `1.9.1`; a missing part is 0. A pre-release counts as its release. */
function parse(text: string): Version | undefined {
  const match = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:[-+].*)?$/.exec(text);
  return match === null ? undefined : [Number(match[1]), Number(match[2] ?? 0), Number(match[3] ?? 0)];
}

function compare(one: Version, other: Version): number {
  const index = one.findIndex((part, at) => part !== other[at]);
  return index < 0 ? 0 : (one[index] ?? 0) - (other[index] ?? 0);
}
