// One suite, both decorator modes: x.test.ts runs in each project, x.legacy-test.ts and x.standard-test.ts in one.
// Tests import the package by its public names, which stand for src. OTEL_TRACED_PACKAGE=<folder of an installed
// package> runs the same suite against its built files and its emitted types (npm run test:package).
const { availableParallelism } = require('node:os');
const { join } = require('node:path');

const installed = process.env.OTEL_TRACED_PACKAGE;
const { name, exports: entries } = require(join(installed ?? __dirname, 'package.json'));
const inSrc = (file) => file.replace('./dist/cjs/', './src/').replace(/\.js$/, '.ts');

/** Public name → file, as the exports map says it: the built file, or the source that it is built from. */
function publicNames(condition) {
  return Object.entries(entries)
    .filter(([, entry]) => entry.require)
    .map(([subpath, entry]) => {
      const file = installed ? join(installed, entry.require[condition]) : inSrc(entry.require.default);
      return [subpath.replace('.', name), file];
    });
}

const moduleNameMapper = Object.fromEntries(
  publicNames('default').map(([id, file]) => [`^${id}$`, file.replace(/^\.\//, '<rootDir>/')]),
);

/**
 * The mode's own tsconfig; with an installed package its options again, with the types of that package. ts-jest lays
 * such options over tsconfig.json, which is the build's: what that one adds is taken back.
 */
function tsconfig(mode) {
  const path = join(__dirname, `tsconfig.${mode}.json`);
  if (!installed) return path;
  const { compilerOptions: shared } = require('./tsconfig.base.json');
  const paths = Object.fromEntries(publicNames('types').map(([id, file]) => [id, [file]]));
  return {
    ...shared,
    ...require(path).compilerOptions,
    paths,
    isolatedModules: false,
    rootDir: '.',
    useDefineForClassFields: true,
  };
}

const project = (mode) => ({
  displayName: mode,
  testEnvironment: 'node',
  roots: ['<rootDir>/__tests__'],
  testRegex: [`\\.(test|${mode}-test)\\.ts$`],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/__tests__/consumers/'],
  moduleNameMapper: { ...moduleNameMapper, '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: tsconfig(mode) }] },
});

module.exports = {
  projects: [project('legacy'), project('standard')],
  // Many times what a test takes on a busy machine, so that one that hangs is found soon. Files that start processes or
  // compile programs import __tests__/support/long-running.ts, those with thousands of calls a test use SLOW_TEST of
  // __tests__/support/slow-machines.ts. Jest reads this option here only.
  testTimeout: 30_000,
  // By default jest leaves a processor free, which on two is one of two.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  collectCoverageFrom: ['src/**'],
};
