import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { pageEnd, pageStart } from './page.js';
import { SpanLines } from './span-lines.js';
import { type PageLimits, pageLimits, type WaterfallOptions } from './waterfall-options.js';
import type { WaterfallSpan } from './waterfall-span.js';

export interface WaterfallExporterOptions extends WaterfallOptions {
  /** The path of the HTML file. Folders are created; a file that exists is replaced at the first span. */
  readonly file: string;
}

/** The SDK's `ExportResult`: `code` is 0 for success and 1 for failure. */
export interface WaterfallExportResult {
  code: number;
  error?: Error;
}

const SUCCESS = 0;
const FAILED = 1;

/**
 * A `SpanExporter` that writes traces to one self-contained HTML file.
 *
 * Spans are written as they are exported, and the file is a whole page after each export, also if the process is killed
 * afterwards. Open or reload it at any time. No span is kept in memory. The file has one writer: give each process a
 * file of its own.
 *
 * By default the page holds up to 50,000 spans and 64 MiB of span data, and cuts texts at 16,384 characters; see
 * `WaterfallOptions`. Later spans are counted, and the page shows how many are left out.
 *
 * Works with OpenTelemetry's SDK 1, 2 and 3. If the file cannot be written, the processor gets a failed result; `export`
 * never throws.
 *
 * @throws TypeError if `file` isn't a non-empty string or another option is invalid.
 *
 * @example
 * const exporter = new WaterfallExporter({ file: 'traces.html' });
 * const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
 */
export class WaterfallExporter {
  readonly #file: string;
  readonly #limits: PageLimits;
  readonly #lines: SpanLines;
  #page: OpenPage | undefined;
  #isShutDown = false;

  constructor(options: WaterfallExporterOptions) {
    const file: unknown = options?.file;
    if (typeof file !== 'string' || file === '') {
      throw new TypeError(
        `WaterfallExporter: expected \`file\` to be a non-empty string, got ${file === '' ? "''" : typeof file}. Pass { file: 'traces.html' }.`,
      );
    }
    this.#file = file;
    this.#limits = pageLimits(options, 'WaterfallExporter');
    this.#lines = new SpanLines(this.#limits);
  }

  /** Writes the spans to the file. */
  export(spans: readonly WaterfallSpan[], resultCallback: (result: WaterfallExportResult) => void): void {
    let error = this.#isShutDown
      ? new Error('WaterfallExporter: a span was exported after shutdown.')
      : undefined;
    if (!error) {
      const line = this.#lines.add(spans, (cause) => {
        error ??= new Error(`WaterfallExporter: a span cannot be read: ${messageOf(cause)}.`, { cause });
      });
      error = this.#try((page) => page.append(line, this.#lines.leftOut + pageEnd)) ?? error;
    }
    resultCallback(error ? { code: FAILED, error } : { code: SUCCESS });
  }

  /** Nothing is held back: resolves at once. */
  async forceFlush(): Promise<void> {}

  /** Closes the file. If no span was exported, writes a page that says so. Rejects if the file cannot be written. */
  async shutdown(): Promise<void> {
    if (this.#isShutDown) return;
    this.#isShutDown = true;
    const error = this.#try((page) => page.close());
    if (error) throw error;
  }

  /** Does something with the file, which is created the first time. */
  #try(step: (page: OpenPage) => void): Error | undefined {
    try {
      this.#page ??= new OpenPage(this.#file, pageStart(this.#limits.title) + pageEnd, pageEnd.length);
      step(this.#page);
      return undefined;
    } catch (cause) {
      return new Error(`WaterfallExporter: ${this.#file} cannot be written: ${messageOf(cause)}.`, { cause });
    }
  }
}

/** A file whose end is written again after each addition, so that what is on the disk is whole. */
class OpenPage {
  readonly #descriptor: number;
  /** Where the next addition goes: over the end that stands there now. */
  #position: number;

  constructor(file: string, page: string, endLength: number) {
    const bytes = Buffer.from(page);
    mkdirSync(dirname(file), { recursive: true });
    this.#descriptor = openSync(file, 'w');
    writeAll(this.#descriptor, bytes, 0);
    this.#position = bytes.length - endLength;
  }

  append(addition: string, end: string): void {
    const bytes = Buffer.from(addition + end);
    writeAll(this.#descriptor, bytes, this.#position);
    this.#position += Buffer.byteLength(addition);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

function writeAll(descriptor: number, bytes: Buffer, position: number): void {
  for (let written = 0; written < bytes.length; ) {
    written += writeSync(descriptor, bytes, written, bytes.length - written, position + written);
  }
}

function messageOf(error: unknown): string {
  // Not instanceof: a test runner's sandbox has its own Error.
  return typeof error === 'object' && error !== null && 'message' in error
    ? String(error.message)
    : String(error);
}
