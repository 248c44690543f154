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
import { isCurrent } from './lint/layers.mjs';

const RESTRICTED = 'lint/style/noRestrictedImports';
const CYCLE = 'lint/suspicious/noImportCycles';

/** What must be refused: file, source text, the rule that says so. */
const refused = [
  ['src/attributes.ts', "import '@opentelemetry/api';", RESTRICTED],
  ['src/options.ts', "import type { A } from './engine/a.js'; export type B = A;", RESTRICTED],
  ['src/decorators/decorator-mode.ts', "import '@opentelemetry/api';", RESTRICTED],
  ['src/shared/to-values.ts', "import '../values/json-text.js';", RESTRICTED],
  ['src/values/to-context.ts', "import '../context/carrier.js';", RESTRICTED],
  ['src/context/to-engine.ts', "import '../engine/call-plan.js';", RESTRICTED],
  ['src/engine/to-completion.ts', "import '../completion/promise.js';", RESTRICTED],
  ['src/engine/to-function.ts', "import '../functions/with-span.js';", RESTRICTED],
  ['src/engine/to-function-type.ts', "export type { A } from '../functions/with-span.js';", RESTRICTED],
  ['src/engine/to-function-late.ts', "export const a = import('../functions/with-span.js');", RESTRICTED],
  ['src/completion/to-wrapping.ts', "import '../wrapping/wrap.js';", RESTRICTED],
  ['src/wrapping/to-decorator.ts', "import '../decorators/traced.js';", RESTRICTED],
  ['src/decorators/to-function.ts', "import '../functions/instrument.js';", RESTRICTED],
  ['src/functions/to-index.ts', "import '../index.js';", RESTRICTED],
  ['src/functions/to-entry.ts', "import '../console/trace-tree-exporter.js';", RESTRICTED],
  ['src/functions/to-sdk.ts', "import '@opentelemetry/sdk-trace';", RESTRICTED],
  ['src/functions/to-node.ts', "import 'node:fs';", RESTRICTED],
  ['src/index.ts', "export { a } from './engine/call-plan.js';", RESTRICTED],
  ['src/console/to-index.ts', "import '../index.js';", RESTRICTED],
  ['src/console/to-own-index.ts', "import './index.js';", RESTRICTED],
  ['src/console/to-engine.ts', "import '../engine/call-plan.js';", RESTRICTED],
  ['src/console/to-testing.ts', "import '../testing/recorder.js';", RESTRICTED],
  ['src/console/to-sdk.ts', "import '@opentelemetry/sdk-trace';", RESTRICTED],
  ['src/waterfall/to-console.ts', "import '../console/span-tree.js';", RESTRICTED],
  ['src/waterfall/to-sdk.ts', "import '@opentelemetry/sdk-trace';", RESTRICTED],
  ['src/doctor/to-console.ts', "import '../console/trace-tree-exporter.js';", RESTRICTED],
  ['src/metrics/to-wrapping.ts', "import '../wrapping/wrap.js';", RESTRICTED],
  ['src/rpc/to-eventsourcing.ts', "import '../eventsourcing/carriers.js';", RESTRICTED],
  ['src/eventsourcing/to-kurrentdb.ts', "import '../kurrentdb/client.js';", RESTRICTED],
  ['src/kurrentdb/to-eventsourcing-index.ts', "import '../eventsourcing/index.js';", RESTRICTED],
  ['src/kurrentdb/to-rpc.ts', "import '../rpc/server.js';", RESTRICTED],
  ['src/testing/to-console.ts', "import '../console/trace-tree-exporter.js';", RESTRICTED],
  ['src/testing/matchers/to-values.ts', "import '../../values/describe-error.js';", RESTRICTED],
  ['__tests__/to-src.test.ts', "import '../src/decorators/traced.js';", RESTRICTED],
  ['src/shared/cycle-a.ts', "import { b } from './cycle-b.js'; export const a = () => b;", CYCLE],
  ['src/shared/cycle-b.ts', "import { a } from './cycle-a.js'; export const b = () => a;", CYCLE],
  ['src/shared/type-cycle-a.ts', "import type { B } from './type-cycle-b.js'; export type A = B[];", CYCLE],
  ['src/shared/type-cycle-b.ts', "import type { A } from './type-cycle-a.js'; export type B = A[];", CYCLE],
  ['src/export-all.ts', "export * from './errors.js';", 'lint/performance/noReExportAll'],
  ['src/barrel.ts', "export { a } from './errors.js';", 'lint/performance/noBarrelFile'],
  ['src/default-export.ts', 'export default 1;', 'lint/style/noDefaultExport'],
  ['src/any.ts', 'export type A = any;', 'lint/suspicious/noExplicitAny'],
  ['src/inline-import-type.ts', "export type A = import('./a.js').A;", 'plugin'],
  ['src/starts-a-span.ts', "export const f = (t: T) => t.startSpan('a');", 'plugin'],
  ['src/starts-and-hides.ts', 'export const f = ({ startActiveSpan }: T) => startActiveSpan;', 'plugin'],
  ['src/completion/ends-a-span.ts', 'export const f = (call: C) => call.span.end();', 'plugin'],
  ['src/rpc/ends-a-span.ts', 'export const f = (s?: S) => s?.end();', 'plugin'],
];

/** What must pass, so that the rules above cannot hold by refusing everything. */
const allowed = [
  ['src/functions/with-span.ts', "import '../wrapping/wrap.js'; import '@opentelemetry/api';"],
  ['src/decorators/traced.ts', "import './decorator-mode.js'; import 'reflect-metadata/lite';"],
  [
    'src/values/describe-error.ts',
    "import '../attributes.js'; import '../options.js'; import '../shared/report.js';",
  ],
  [
    'src/completion/complete.ts',
    "import '../engine/traced-call.js'; export const f = (call: C) => call.end();",
  ],
  ['src/wrapping/trace-members.ts', "import './traced-method.js'; import '../completion/complete.js';"],
  ['src/cli.ts', "import './waterfall/command.js'; import './doctor/command.js';"],
  ['src/waterfall/otlp/span.ts', "import '../../shared/finished-span.js'; import 'node:fs';"],
  ['src/console/index.ts', "export { TraceTreeExporter } from './trace-tree-exporter.js';"],
  [
    'src/console/trace-tree-exporter.ts',
    "import './trace-tree.js'; import '../attributes.js'; import '../shared/report.js'; import 'node:tty';",
  ],
  ['src/kurrentdb/append.ts', "import '../eventsourcing/carriers.js'; import '@kurrent/kurrentdb-client';"],
  ['src/testing/recorder.ts', "import '@opentelemetry/sdk-trace'; import '../options.js';"],
  ['src/testing/matchers/span.ts', "import '../recorder.js'; import '../../options.js';"],
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
  it('reads rules that say what scripts/lint/layers.mjs says', () => {
    assert.ok(isCurrent(), 'layers.json is out of date. Run: node scripts/lint/layers.mjs');
  });
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
