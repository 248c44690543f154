import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { diagnoseTracing } from './diagnose-tracing.js';
import { FINDING_CODES, type Finding, type FindingCode } from './finding.js';
import { formatFindings } from './format-findings.js';
import { runPreloaded } from './run-preloaded.js';

const USAGE = `Usage: otel-traced doctor [options]

Finds out why there are no spans, or not the right ones. Pass what you start your application with:

  otel-traced doctor --require ./tracing.js
  otel-traced doctor --import ./tracing.mjs --import ./dist/app.js

Options:
  -r, --require <module>   load a module first, as node --require does; may be repeated
      --import <module>    load a module first, as node --import does; may be repeated
      --ignore <code>      ignore findings with this code; may be repeated
      --no-probe           do not connect to the exporters' addresses
      --json               print the findings as a JSON array
  -h, --help               print this

Exits with 0 if nothing is wrong, else with 1.
`;

const OPTIONS = {
  require: { type: 'string', short: 'r', multiple: true, default: [] as string[] },
  import: { type: 'string', multiple: true, default: [] as string[] },
  ignore: { type: 'string', multiple: true, default: [] as string[] },
  'no-probe': { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Runs the command. @returns its exit code */
export async function runCommand(args: string[]): Promise<number> {
  const values = parse(args);
  if (typeof values === 'string') {
    process.stderr.write(`${values}\n\n${USAGE}`);
    return 1;
  }
  if (values.help) return print(USAGE, 0);
  const preloads = [
    ...values.require.flatMap((module) => ['--require', module]),
    ...values.import.flatMap((module) => ['--import', module]),
  ];
  // Node itself loads these modules, in the order and from the folder of the application's own start.
  if (preloads.length > 0) {
    const { exitCode, finding } = await runPreloaded(preloads, flagsOf(values));
    if (finding === undefined || values.ignore.includes(finding.code)) return exitCode;
    return show([finding], values);
  }
  const diagnose = doctorOf(process.cwd());
  return show(await diagnose({ ignore: values.ignore as FindingCode[], probe: !values['no-probe'] }), values);
}

function show(findings: readonly Finding[], { json }: Values): Promise<number> {
  const text = json ? `${JSON.stringify(findings, undefined, 2)}\n` : formatFindings(findings);
  return print(text, findings.length > 0 ? 1 : 0);
}

function flagsOf({ ignore, json, 'no-probe': noProbe }: Values): string[] {
  const flags = ignore.flatMap((code) => ['--ignore', code]);
  return [...flags, ...(json ? ['--json'] : []), ...(noProbe ? ['--no-probe'] : [])];
}

type Values = ReturnType<typeof parseArgs<{ args: string[]; options: typeof OPTIONS }>>['values'];

/** The options, or a message if they are invalid. */
function parse(args: string[]): Values | string {
  try {
    const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
    const [command = 'help', ...others] = positionals;
    if (values.help || command === 'help') return { ...values, help: true };
    if (command !== 'doctor') return `otel-traced: unknown command '${command}'.`;
    if (others.length > 0)
      return `otel-traced doctor: '${others[0]}' isn't an option; did you mean --require ${others[0]}?`;
    const unknown = values.ignore.find((code) => !(FINDING_CODES as readonly string[]).includes(code));
    if (unknown === undefined) return values;
    return `otel-traced doctor: unknown finding '${unknown}' in --ignore. The findings are: ${FINDING_CODES.join(', ')}.`;
  } catch (error) {
    return `otel-traced: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/**
 * The doctor of the application's own package, which uses the application's OpenTelemetry API; this one if the
 * application has none (a global installation, or npx without one).
 */
function doctorOf(folder: string): typeof diagnoseTracing {
  try {
    const local: { diagnoseTracing: typeof diagnoseTracing } = createRequire(join(folder, 'package.json'))(
      'otel-traced/doctor',
    );
    return local.diagnoseTracing;
  } catch {
    return diagnoseTracing;
  }
}

function print(text: string, exitCode: number): Promise<number> {
  return new Promise((resolve) => process.stdout.write(text, () => resolve(exitCode)));
}
