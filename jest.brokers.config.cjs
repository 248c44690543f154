// The tests that need brokers and databases: npm run test:brokers. They fail where one is missing;
// scripts/start-services.sh starts them. One at a time, in the decorator mode of the examples.
const { projects } = require('./jest.config.cjs');

const project = projects.find(({ displayName }) => displayName === 'legacy');

module.exports = {
  ...project,
  displayName: 'brokers',
  roots: ['<rootDir>/__tests__/brokers'],
  testRegex: ['\\.broker-test\\.ts$'],
  maxWorkers: 1,
  testTimeout: 600_000,
};
