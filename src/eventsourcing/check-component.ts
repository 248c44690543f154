interface CheckedFamily {
  readonly convention: string;
  readonly operations: object;
  readonly options?: readonly string[];
}

const COMMON = ['enabled', 'operations', 'without', 'event', 'actor', 'read', 'results'];

type Rule = readonly [expected: string, test: (value: unknown) => boolean];

const isText = (value: unknown) => typeof value === 'string' && value !== '';
const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
const TEXT: Rule = ['a name that is not empty', isText];
const FLAG: Rule = ['true or false', (value) => typeof value === 'boolean'];
const READERS: Rule = ['functions by operation', isObject];
const oneOf = (...values: readonly string[]): Rule => [
  `one of '${values.join("', '")}'`,
  (value) => values.includes(value as string),
];

/** What each option may be; those of the core (`enabled`) the core checks. */
const RULES: { readonly [option: string]: Rule } = {
  operations: ['operations by method name', isObject],
  without: ['a list of operations', Array.isArray],
  event: ['a function that gives the facts of an event', (value) => typeof value === 'function'],
  carrier: ['a function that gives the headers', (value) => typeof value === 'function'],
  actor: FLAG,
  overwrite: FLAG,
  typedNames: FLAG,
  read: READERS,
  results: READERS,
  semconv: oneOf('stable', 'legacy', 'both', 'seed'),
  correlation: oneOf('parent', 'links', 'both'),
  handlers: ['a list of method names', (value) => Array.isArray(value) && value.every(isText)],
  server: ["an object such as { address: 'localhost', port: 5432 }", isServer],
};

/** Throws a TypeError where an option is unknown, of the wrong kind, or names an operation that the family lacks. */
export function checkComponent(family: CheckedFamily, options: object): void {
  const where = `${family.convention}()`;
  if (!isObject(options)) throw new TypeError(`${where}: expected options, an object, got ${show(options)}.`);
  const known = [...COMMON, ...(family.options ?? [])];
  for (const [key, value] of Object.entries(options)) {
    if (!known.includes(key))
      throw new TypeError(`${where}: unknown option '${key}'. The options are ${known.join(', ')}.`);
    if (value === undefined || key === 'enabled') continue;
    const [expected, test] = RULES[key] ?? TEXT;
    if (!test(value))
      throw new TypeError(`${where}: the option '${key}' is ${show(value)}; expected ${expected}.`);
    if (key === 'without' || key === 'operations') checkNames(where, family, key, Object.values(value));
    if (key === 'read' || key === 'results') checkReaders(where, family, key, value);
  }
}

function checkReaders(where: string, family: CheckedFamily, key: string, readers: object): void {
  checkNames(where, family, key, Object.keys(readers));
  for (const [name, reader] of Object.entries(readers)) {
    if (reader !== undefined && typeof reader !== 'function')
      throw new TypeError(`${where}: '${key}.${name}' is no function; expected one that gives the facts.`);
  }
}

function checkNames(where: string, family: CheckedFamily, key: string, names: readonly unknown[]): void {
  const operations = Object.keys(family.operations);
  for (const name of names) {
    if (!operations.includes(String(name))) {
      throw new TypeError(
        `${where}: the option '${key}' names the operation '${String(name)}'; there are ${operations.join(', ')}.`,
      );
    }
  }
}

function isServer(value: unknown): boolean {
  const { address, port } = (value ?? {}) as { address?: unknown; port?: unknown };
  return isText(address) && (port === undefined || Number.isInteger(port));
}

function show(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'function') return 'a function';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
