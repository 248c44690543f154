// Bundle size and import time of each entry point.

import { bundleSize } from '../scripts/bundle-size.mjs';
import { manifest } from '../scripts/packed.mjs';
import { child } from './child.mjs';
import { median } from './statistics.mjs';

const specifierOf = (entry) => `otel-traced${entry.slice(1)}`;

export async function entryPoints() {
  const rows = [];
  for (const [entry, targets] of Object.entries(manifest.exports)) {
    if (typeof targets === 'string' || entry.startsWith('./testing/')) continue;
    const runs = [];
    for (let run = 0; run < 9; run++)
      runs.push(await child('import-time', { specifier: specifierOf(entry) }));
    rows.push({
      entry: specifierOf(entry),
      bytes: await bundleSize(`export * from '${targets.import.default}'`),
      milliseconds: median(runs.map((run) => run.milliseconds)),
      packages: runs[0].packages,
    });
  }
  return rows;
}

/** What an application pays that imports only this one name. */
export async function singleImports() {
  const names = [
    'Traced',
    'TracedClass',
    'withSpan',
    'createTracing',
    'injectTraceContext',
    'traceLogFields',
  ];
  const rows = [];
  for (const name of names) {
    const bytes = await bundleSize(`import { ${name} } from './dist/esm/index.js'; console.log(${name});`);
    rows.push({ name, bytes });
  }
  return rows;
}
