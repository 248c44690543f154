// The results as Markdown.
import { CASES } from './cases.mjs';
import { AXES } from './scale.mjs';
import { STATES } from './states.mjs';
import { SUBJECTS } from './subjects.mjs';

export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

export function nanoseconds(value) {
  if (value === undefined) return '–';
  return value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en');
}

const ratio = (value) => `${value < 0.1 ? value.toFixed(3) : value.toFixed(2)} ×`;
const spread = ({ low, high }) => `${ratio(low)} to ${ratio(high)}`;

export function boundsTable(rows) {
  return table(
    ['bound', 'case', 'subject', 'found', 'error', 'spread', 'at most', 'holds'],
    rows.map((row) => {
      const isRatio = row.low !== undefined;
      const show = (value) => (isRatio ? ratio(value) : value.toLocaleString('en'));
      const { what, caseName = '', subject, found, error, limit, ok, isClose } = row;
      return [
        what,
        CASES[caseName]?.title ?? '',
        SUBJECTS[subject]?.title ?? subject,
        show(found),
        isRatio ? `± ${error.toFixed(3)}` : '',
        isRatio ? spread(row) : '',
        show(limit),
        ok ? (isClose ? 'within the error' : 'yes') : '**no**',
      ];
    }),
  );
}

const IN_SHORT = ['no-provider', 'sampled', 'unsampled'].flatMap((state) =>
  ['sync-20', 'async-20'].map((caseName) => ({ state, caseName })),
);

/** Who takes how long in the cases that matter most. */
export function summaryTable(cells, subjects) {
  const head = IN_SHORT.map(
    ({ state, caseName }) => `${state.replace('-', ' ')}, ${caseName.replace('-20', '')}`,
  );
  return table(
    ['ns a call, 20 methods in turn', ...head],
    subjects
      .filter((subject) => cells[`sampled/sync-20/${subject}`] !== undefined)
      .map((subject) => [
        SUBJECTS[subject].title,
        ...IN_SHORT.map(({ state, caseName }) =>
          nanoseconds(cells[`${state}/${caseName}/${subject}`]?.nanoseconds),
        ),
      ]),
  );
}

/** A table of one state: subjects down, cases across. */
export function matrixTable(cells, state, subjects, notes) {
  const cases = Object.keys(CASES);
  const rows = subjects.map((subject) => [
    SUBJECTS[subject].title,
    ...cases.map((caseName) => matrixCell(cells[`${state}/${caseName}/${subject}`], notes)),
  ]);
  return table(['ns a call (ratio to hand-written)', ...cases.map((name) => CASES[name].title)], rows);
}

function matrixCell(cell, notes) {
  if (cell === undefined) return '–';
  const mark = cell.note === undefined ? '' : ` <sup>${noteNumber(cell.note, notes)}</sup>`;
  if (cell.nanoseconds === undefined) return `–${mark}`;
  return `${nanoseconds(cell.nanoseconds)} (${ratio(cell.ratio)})${mark}`;
}

function noteNumber(note, notes) {
  if (!notes.includes(note)) notes.push(note);
  return notes.indexOf(note) + 1;
}

/** The cells in which another subject is ahead of ours. */
export function aheadOfUs(cells, states) {
  const lines = [];
  for (const state of states) {
    for (const [caseName, { title }] of Object.entries(CASES)) {
      const get = (subject) => cells[`${state}/${caseName}/${subject}`];
      const ours = Math.min(
        ...['ours-legacy', 'ours-standard'].map((subject) => get(subject)?.ratio ?? Number.POSITIVE_INFINITY),
      );
      for (const [name, { title: peer, group }] of Object.entries(SUBJECTS)) {
        const cell = get(name);
        if ((group !== 'peer' && group !== 'hand') || cell?.ratio === undefined || cell.note !== undefined)
          continue;
        if (cell.ratio < ours) {
          lines.push(
            `- ${STATES[state]}, ${title}: ${peer}, ${ratio(cell.ratio)} against our ${ratio(ours)}`,
          );
        }
      }
    }
  }
  return lines.length === 0 ? 'None in this run.' : lines.join('\n');
}

export function allocationTable(cells, states, cases, subjects) {
  const columns = states.flatMap((state) => cases.map((caseName) => ({ state, caseName })));
  return table(
    ['bytes a call', ...columns.map(({ state, caseName }) => `${state}, ${CASES[caseName].title}`)],
    subjects.map((subject) => [
      SUBJECTS[subject].title,
      ...columns.map(({ state, caseName }) => {
        const cell = cells[`${state}/${caseName}/${subject}`];
        return cell === undefined ? '–' : Math.max(0, Math.round(cell.bytes)).toLocaleString('en');
      }),
    ]),
  );
}

export function scaleTables(axes) {
  return Object.entries(axes)
    .map(([axis, rows]) => {
      const columns = Object.keys(rows[0].cells);
      const head = [AXES[axis].title, ...columns.map((column) => column.replace('/', ', '))];
      const body = rows.map(({ size, cells }) => [
        size.toLocaleString('en'),
        ...columns.map((column) => `${nanoseconds(cells[column])} ns`),
      ]);
      return table(head, body);
    })
    .join('\n\n');
}

export function depthLimitTable(limits) {
  const subjects = Object.keys(limits);
  return table(
    [
      'calls within each other that a stack of the usual size holds',
      ...subjects.map((name) => name.replace('/', ', ')),
    ],
    [['', ...subjects.map((name) => limits[name].toLocaleString('en'))]],
  );
}

export function entryTable(entries, names) {
  const loaded = (packages) =>
    Object.entries(packages)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ');
  const first = table(
    ['entry point', 'minified + gzip', 'import', 'files loaded'],
    entries.map(({ entry, bytes, milliseconds, packages }) => [
      `\`${entry}\``,
      `${bytes.toLocaleString('en')} B`,
      `${milliseconds.toFixed(1)} ms`,
      loaded(packages),
    ]),
  );
  const second = table(
    ['an application that imports only', 'minified + gzip'],
    names.map(({ name, bytes }) => [`\`${name}\``, `${bytes.toLocaleString('en')} B`]),
  );
  return `${first}\n\n${second}`;
}
