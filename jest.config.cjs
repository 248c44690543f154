// One suite, both decorator modes: x.test.ts runs in each project, x.legacy-test.ts and x.standard-test.ts in one.
// Tests import the package by its public names. OTEL_TRACED_PACKAGE=<folder of an installed package> runs the same
// suite against built files instead of src.
const installed = process.env.OTEL_TRACED_PACKAGE;

const publicNames = installed
  ? {
      '^otel-traced$': `${installed}/dist/cjs/index.js`,
      '^otel-traced/attributes$': `${installed}/dist/cjs/attributes.js`,
      '^otel-traced/(.*)$': `${installed}/dist/cjs/$1/index.js`,
    }
  : {
      '^otel-traced$': '<rootDir>/src/index.ts',
      '^otel-traced/attributes$': '<rootDir>/src/attributes.ts',
      '^otel-traced/(.*)$': '<rootDir>/src/$1/index.ts',
    };

const project = (mode) => ({
  displayName: mode,
  testEnvironment: 'node',
  roots: ['<rootDir>/__tests__'],
  testRegex: [`\\.(test|${mode}-test)\\.ts$`],
  moduleNameMapper: { ...publicNames, '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: `<rootDir>/tsconfig.${mode}.json` }] },
});

module.exports = { projects: [project('legacy'), project('standard')], collectCoverageFrom: ['src/**'] };
