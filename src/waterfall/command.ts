import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { type OtlpJson, parseOtlpJson } from './otlp/parse-otlp-json.js';
import { renderWaterfall } from './render-waterfall.js';
import type { WaterfallSpan } from './waterfall-span.js';

const USAGE = `Usage: otel-traced waterfall [options] [file…]

Makes one HTML page of the spans in OTLP JSON files, as the Collector's file exporter writes them:

  otel-traced waterfall spans.jsonl > traces.html
  otel-traced waterfall --output traces.html web.jsonl worker.jsonl.gz
  kubectl logs collector | otel-traced waterfall > traces.html

Reads standard input if there is no file, or for the file -. Files may be gzipped.

Options:
  -o, --output <file>      write the page to a file instead of standard output
  -t, --title <text>       the page's heading
      --max-spans <count>  how many spans the page holds, 50000 by default
  -h, --help               print this

Exits with 0 if the page was written, else with 1.
`;

const OPTIONS = {
  output: { type: 'string', short: 'o' },
  title: { type: 'string', short: 't' },
  'max-spans': { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const STANDARD_INPUT = '-';
const GZIP = [0x1f, 0x8b];
const ZSTD = [0x28, 0xb5, 0x2f, 0xfd];

/** Runs the command. @returns its exit code */
export async function runCommand(args: string[]): Promise<number> {
  try {
    const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
    if (values.help) return await print(USAGE);
    if (positionals.length === 0 && process.stdin.isTTY)
      throw new Error(`expected a file or standard input.\n\n${USAGE}`);
    const files = positionals.length > 0 ? positionals : [STANDARD_INPUT];
    const page = renderWaterfall(files.flatMap(spansIn), {
      ...(values.title !== undefined && { title: values.title }),
      ...(values['max-spans'] !== undefined && { maxSpans: countOf(values['max-spans']) }),
    });
    if (values.output === undefined) return await print(page);
    writeFileSync(values.output, page);
    return 0;
  } catch (error) {
    process.stderr.write(
      `otel-traced waterfall: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    return 1;
  }
}

/** @throws Error that names the file. */
function spansIn(file: string): WaterfallSpan[] {
  const name = file === STANDARD_INPUT ? 'standard input' : file;
  const { spans, truncated } = parsed(read(file, name), name);
  if (spans.length === 0) throw new Error(`${name}: expected spans, got none.`);
  if (truncated)
    process.stderr.write(`otel-traced waterfall: ${name}: the last line is cut off and left out.\n`);
  return spans;
}

function parsed(text: string, name: string): OtlpJson {
  try {
    return parseOtlpJson(text);
  } catch (error) {
    throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function read(file: string, name: string): string {
  const bytes = readFileSync(file === STANDARD_INPUT ? 0 : file);
  if (startsWith(bytes, ZSTD)) {
    throw new Error(`${name}: expected JSON, got Zstandard. Decompress it first: zstd -dc ${file}`);
  }
  return (startsWith(bytes, GZIP) ? gunzipSync(bytes) : bytes).toString();
}

function startsWith(bytes: Buffer, start: readonly number[]): boolean {
  return start.every((byte, index) => bytes[index] === byte);
}

function countOf(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 0) return count;
  throw new Error(`expected --max-spans to be a whole number, 0 or more, got '${text}'.`);
}

/** A reader that has gone (`| head`) is no failure of the command. */
function print(text: string): Promise<number> {
  return new Promise((resolve) => {
    process.stdout.once('error', () => resolve(0));
    process.stdout.write(text, () => resolve(0));
  });
}
