// Proves that the linter refuses what the layers forbid and lets through what they allow.
// Each case is a source file of its own in a scratch project with this repository's Biome configuration.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const RESTRICTED = 'lint/style/noRestrictedImports';
const CYCLE = 'lint/suspicious/noImportCycles';

/** What must be refused: file, source text, the rule that says so. */
const refused = [
  ['src/attributes.ts', "import '@opentelemetry/api';", RESTRICTED],
  ['src/types.ts', "import type { A } from './internal/a.js'; export type B = A;", RESTRICTED],
  ['src/internal/decorator-mode.ts', "import '@opentelemetry/api';", RESTRICTED],
  ['src/internal/low-to-engine.ts', "import './run-in-span.js';", RESTRICTED],
  ['src/internal/low-to-settle.ts', "import './settle/promise.js';", RESTRICTED],
  ['src/internal/low-to-wrap.ts', "import './wrap.js';", RESTRICTED],
  ['src/internal/low-to-wrapping.ts', "import './traced-method.js';", RESTRICTED],
  ['src/internal/low-to-public.ts', "import '../traced.js';", RESTRICTED],
  ['src/internal/low-to-public-type.ts', "export type { A } from '../traced.js';", RESTRICTED],
  ['src/internal/low-to-public-late.ts', "export const a = import('../traced.js');", RESTRICTED],
  ['src/internal/run-in-span.ts', "import './wrap.js';", RESTRICTED],
  ['src/internal/settle/promise.ts', "import '../wrap.js';", RESTRICTED],
  ['src/internal/settle/iterator.ts', "import '../../with-span.js';", RESTRICTED],
  ['src/internal/traced-method.ts', "import '../with-span.js';", RESTRICTED],
  ['src/internal/wrap.ts', "import '../instrument.js';", RESTRICTED],
  ['src/public-to-index.ts', "import './index.js';", RESTRICTED],
  ['src/public-to-entry.ts', "import './console/trace-tree-exporter.js';", RESTRICTED],
  ['src/public-to-sdk.ts', "import '@opentelemetry/sdk-trace';", RESTRICTED],
  ['src/public-to-node.ts', "import 'node:fs';", RESTRICTED],
  ['src/console/to-index.ts', "import '../index.js';", RESTRICTED],
  ['src/console/to-own-index.ts', "import './index.js';", RESTRICTED],
  ['src/console/to-internal.ts', "import '../internal/errors.js';", RESTRICTED],
  ['src/console/to-testing.ts', "import '../testing/recorder.js';", RESTRICTED],
  ['src/console/to-sdk.ts', "import '@opentelemetry/sdk-trace';", RESTRICTED],
  ['src/doctor/to-console.ts', "import '../console/trace-tree-exporter.js';", RESTRICTED],
  ['src/metrics/to-internal.ts', "import '../internal/wrap.js';", RESTRICTED],
  ['src/rpc/to-eventsourcing.ts', "import '../eventsourcing/carriers.js';", RESTRICTED],
  ['src/eventsourcing/to-kurrentdb.ts', "import '../kurrentdb/client.js';", RESTRICTED],
  ['src/kurrentdb/to-eventsourcing-index.ts', "import '../eventsourcing/index.js';", RESTRICTED],
  ['src/kurrentdb/to-rpc.ts', "import '../rpc/server.js';", RESTRICTED],
  ['src/testing/to-console.ts', "import '../console/trace-tree-exporter.js';", RESTRICTED],
  ['src/testing/jest/to-internal.ts', "import '../../internal/errors.js';", RESTRICTED],
  ['__tests__/to-src.test.ts', "import '../src/traced.js';", RESTRICTED],
  ['src/cycle-a.ts', "import { b } from './cycle-b.js'; export const a = () => b;", CYCLE],
  ['src/cycle-b.ts', "import { a } from './cycle-a.js'; export const b = () => a;", CYCLE],
  ['src/type-cycle-a.ts', "import type { B } from './type-cycle-b.js'; export type A = B[];", CYCLE],
  ['src/type-cycle-b.ts', "import type { A } from './type-cycle-a.js'; export type B = A[];", CYCLE],
  ['src/export-all.ts', "export * from './errors.js';", 'lint/performance/noReExportAll'],
  ['src/barrel.ts', "export { a } from './errors.js';", 'lint/performance/noBarrelFile'],
  ['src/default-export.ts', 'export default 1;', 'lint/style/noDefaultExport'],
  ['src/any.ts', 'export type A = any;', 'lint/suspicious/noExplicitAny'],
  ['src/inline-import-type.ts', "export type A = import('./a.js').A;", 'plugin'],
  ['src/starts-a-span.ts', "export const f = (t: T) => t.startSpan('a');", 'plugin'],
  ['src/starts-and-hides.ts', 'export const f = ({ startActiveSpan }: T) => startActiveSpan;', 'plugin'],
  ['src/internal/settle/ends-a-span.ts', 'export const f = (run: R) => run.span.end();', 'plugin'],
  ['src/rpc/ends-a-span.ts', 'export const f = (s?: S) => s?.end();', 'plugin'],
];

/** What must pass, so that the rules above cannot hold by refusing everything. */
const allowed = [
  ['src/index.ts', "export { Traced } from './traced.js'; export type { TracedOptions } from './types.js';"],
  ['src/traced.ts', "import './with-span.js'; import './internal/wrap.js'; import '@opentelemetry/api';"],
  ['src/tracing.ts', "import './internal/settle/promise.js'; import 'reflect-metadata/lite';"],
  ['src/internal/errors.ts', "import '../attributes.js'; import '../types.js'; import './report.js';"],
  ['src/internal/settle/result.ts', "import '../run-in-span.js'; export const f = (run: R) => run.end();"],
  ['src/internal/trace-members.ts', "import './traced-method.js'; import './members.js';"],
  ['src/console/index.ts', "export { TraceTreeExporter } from './trace-tree-exporter.js';"],
  [
    'src/console/trace-tree-exporter.ts',
    "import './trace-tree.js'; import '../attributes.js'; import 'node:tty';",
  ],
  ['src/kurrentdb/append.ts', "import '../eventsourcing/carriers.js'; import '@kurrent/kurrentdb-client';"],
  ['src/testing/recorder.ts', "import '@opentelemetry/sdk-trace'; import '../types.js';"],
  ['src/testing/jest/matchers.ts', "import '../recorder.js'; import '../../types.js';"],
  ['__tests__/public.test.ts', "import 'otel-traced/attributes'; import './support/recorder.js';"],
];

const root = fileURLToPath(new URL('..', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'otel-traced-layers-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

function lint() {
  for (const name of ['biome.json', 'scripts/lint', '.gitignore']) {
    cpSync(join(root, name), join(scratch, name), { recursive: true });
  }
  for (const [file, text] of [...refused, ...allowed]) {
    mkdirSync(dirname(join(scratch, file)), { recursive: true });
    writeFileSync(join(scratch, file), `${text}\n`);
  }
  const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');
  const args = [biome, 'lint', '--reporter=json', '--max-diagnostics=none', '.'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: scratch, encoding: 'utf8' });
  assert.ok(stdout.startsWith('{'), `biome lint gave no report:\n${stderr}`);
  return JSON.parse(stdout).diagnostics;
}

const diagnostics = lint();
const layerRules = new Set(refused.map(([, , rule]) => rule));
const rulesAgainst = (file) => diagnostics.filter((d) => d.location?.path === file).map((d) => d.category);

describe('the linter', () => {
  for (const [file, text, rule] of refused) {
    it(`refuses in ${file}: ${text}`, () => {
      const found = rulesAgainst(file);
      assert.ok(found.includes(rule), `expected ${rule}, found ${found.join(', ') || 'nothing'}`);
    });
  }
  for (const [file, text] of allowed) {
    it(`allows in ${file}: ${text}`, () => {
      assert.deepEqual(
        rulesAgainst(file).filter((rule) => layerRules.has(rule)),
        [],
      );
    });
  }
});
