// The tests that need Chromium: npm run test:browser. They fail where it is missing; scripts/install-chromium.sh
// installs it. One at a time, in the decorator mode of the examples.
const { projects } = require('./jest.config.cjs');

const project = projects.find(({ displayName }) => displayName === 'legacy');

module.exports = {
  ...project,
  displayName: 'browser',
  testRegex: ['\\.browser-test\\.ts$'],
  maxWorkers: 1,
  testTimeout: 300_000,
};
