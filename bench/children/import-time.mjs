// How long the import of an entry point takes after the API is loaded, and which files it loads.
import { createRequire } from 'node:module';

const { specifier } = JSON.parse(process.argv[2]);
const require = createRequire(import.meta.url);
require('@opentelemetry/api');
const before = new Set(Object.keys(require.cache));
const started = process.hrtime.bigint();
require(specifier);
const milliseconds = Number(process.hrtime.bigint() - started) / 1e6;
const files = Object.keys(require.cache).filter((file) => !before.has(file));
const packages = {};
for (const file of files) {
  const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? 'otel-traced';
  packages[name] = (packages[name] ?? 0) + 1;
}
console.log(JSON.stringify({ milliseconds, packages }));
