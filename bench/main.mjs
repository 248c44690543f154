// npm run bench                      measures everything, writes bench/RESULTS.md, bench/scale.svg and the tables of
//                                    README.md and docs/performance.md; fails if a bound does not hold
// npm run bench -- --check           the bounds alone; --check --short with fewer rounds and calls
// npm run bench -- --counts          the bounds that are counted (microtasks, stack frames, files loaded, heap growth)
// npm run bench -- --times           the most important times, to read: nothing of it fails
// npm run bench -- --only=autotel    times of one subject beside the hand-written code, for work on it
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { assertBuilt } from '../scripts/packed.mjs';
import { checkTimes } from './bounds.mjs';
import { compileServices } from './compile.mjs';
import { checkCounts } from './counts.mjs';
import { measureAllocation, measureMatrix } from './matrix.mjs';
import { scalePlot } from './plot.mjs';
import {
  aheadOfUs,
  allocationTable,
  boundsTable,
  depthLimitTable,
  entryTable,
  matrixTable,
  scaleTables,
  summaryTable,
} from './report.mjs';
import { measureDepthLimits, measureScale } from './scale.mjs';
import { entryPoints, singleImports } from './sizes.mjs';
import { STATES } from './states.mjs';
import { SUBJECTS } from './subjects.mjs';

const { values: flags } = parseArgs({
  options: {
    check: { type: 'boolean' },
    short: { type: 'boolean' },
    counts: { type: 'boolean' },
    times: { type: 'boolean' },
    only: { type: 'string' },
  },
});

const here = (name) => fileURLToPath(new URL(`./${name}`, import.meta.url));
const states = Object.keys(STATES);

assertBuilt();
compileServices();

if (flags.check) finish(await checkBounds(flags.short === true));
else if (flags.counts) finish(await checkCounts({ short: true, log: logBound }));
else if (flags.times) times();
else if (flags.only !== undefined) only(flags.only);
else everything();

function logBound({ what, caseName = '', subject, found, low, high, error, runs, limit, ok, isClose }) {
  const show = (value) => (low === undefined ? String(value) : value.toFixed(3));
  const range = low === undefined ? '' : ` ± ${show(error)} (${show(low)} to ${show(high)} in ${runs} runs)`;
  console.log(
    `${ok ? 'ok  ' : 'FAIL'} ${show(found)}${range}, at most ${show(limit)}${ok && isClose ? ' within the error' : ''}: ${what} ${caseName} ${subject}`,
  );
}

async function checkBounds(short) {
  const options = { short, log: logBound };
  return [...(await checkCounts(options)), ...(await checkTimes(options))];
}

function finish(rows) {
  const failed = rows.filter(({ ok }) => !ok).length;
  console.log(`# pass ${rows.length - failed}\n# fail ${failed}`);
  process.exitCode = failed === 0 ? 0 : 1;
}

async function times() {
  const subjects = ['hand-written', 'ours-legacy', 'ours-standard'];
  const cases = ['sync-20', 'async-20'];
  await measureMatrix({ states: ['no-provider', 'sampled'], subjects, cases, log: logCell });
}

async function only(subject) {
  if (SUBJECTS[subject] === undefined) throw new Error(`--only: one of ${Object.keys(SUBJECTS).join(', ')}`);
  if (SUBJECTS[subject].group === 'peer') installPeers();
  await measureMatrix({ states, subjects: [subject], log: logCell });
}

function logCell(where, cell) {
  const { nanoseconds, ratio, low, high, bytes, note } = cell ?? {};
  const parts = [
    nanoseconds === undefined
      ? undefined
      : `${nanoseconds.toFixed(1)} ns, ${ratio.toFixed(3)} x (${low.toFixed(3)} to ${high.toFixed(3)})`,
    bytes === undefined ? undefined : `${bytes.toFixed(0)} B`,
    note,
  ];
  console.log(`${where}: ${parts.filter(Boolean).join(', ')}`);
}

function installPeers() {
  if (existsSync(here('peers/node_modules'))) return true;
  const args = [
    'install',
    '--no-audit',
    '--no-fund',
    '--no-package-lock',
    '--ignore-scripts',
    '--loglevel=error',
  ];
  try {
    execFileSync('npm', args, { cwd: here('peers'), stdio: 'inherit' });
    return true;
  } catch {
    console.warn('The peers could not be installed: they are left out.');
    return false;
  }
}

async function everything() {
  const withPeers = installPeers();
  const groups = ['floor', 'hand', 'ours', ...(withPeers ? ['peer'] : [])];
  const subjects = Object.keys(SUBJECTS).filter((name) => groups.includes(SUBJECTS[name].group));
  const own = subjects.filter((name) => SUBJECTS[name].group !== 'peer');

  const sizes = entryTable(await entryPoints(), await singleImports());
  const scaled = { states: ['no-provider', 'sampled'], log: console.log };
  const scale = await measureScale(scaled);
  const scaleText = `${scaleTables(scale)}\n\n${depthLimitTable(await measureDepthLimits(scaled))}`;
  const bounds = await checkBounds(false);
  const cells = await measureMatrix({ states, subjects, log: logCell });
  const cases = ['sync', 'async'];
  const allocation = await measureAllocation({ states, subjects: own, cases, log: logCell });

  const notes = [];
  const sections = [
    '# Results',
    `Written by \`npm run bench\`; what the columns mean, and why they are as they are, is in
[docs/performance.md](../docs/performance.md).`,
    machine(),
    '## Bounds',
    boundsTable(bounds),
    ...states.flatMap((state) => [`## Times: ${STATES[state]}`, matrixTable(cells, state, subjects, notes)]),
    ...(notes.length === 0 ? [] : [notes.map((note, index) => `${index + 1}. ${note}`).join('\n')]),
    '## Who is ahead of us, and where',
    aheadOfUs(cells, states),
    '## Allocation',
    allocationTable(allocation, states, cases, own),
    '## Scale',
    '![Scale](scale.svg)',
    scaleText,
    '## Size and import',
    sizes,
  ];
  writeFileSync(here('RESULTS.md'), `${sections.join('\n\n')}\n`);
  writeFileSync(here('scale.svg'), scalePlot(scale));
  const summary = `${summaryTable(cells, subjects)}\n\n${machine()}`;
  quote('../README.md', { summary });
  quote('../docs/performance.md', { summary, scale: scaleText, sizes });
  finish(bounds);
}

/** Puts each table between its two marks of a document. */
function quote(name, tables) {
  let text = readFileSync(here(name), 'utf8');
  for (const [mark, content] of Object.entries(tables)) {
    const between = new RegExp(`(<!-- bench:${mark} -->\n)[\\s\\S]*?(<!-- /bench:${mark} -->)`);
    if (!between.test(text)) throw new Error(`${name} has no marks for the table ${mark}.`);
    text = text.replace(between, (_, start, end) => `${start}\n${content}\n\n${end}`);
  }
  writeFileSync(here(name), text);
}

function machine() {
  const load = loadavg()[0].toFixed(1);
  const memory = Math.round(totalmem() / 2 ** 30);
  return `Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} × ${cpus()[0].model.trim()}, ${memory} GiB,
load ${load} at the end of the run.`;
}
