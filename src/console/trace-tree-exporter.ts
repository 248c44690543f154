import { type FinishedSpan, hasRemoteParent } from '../shared/finished-span.js';
import { formatTree, originNote } from './format-span-tree.js';
import { printableText } from './printable-text.js';
import { RecentNames } from './recent-names.js';
import { HeldSpans, type SpanTree } from './span-tree.js';
import type { SpanTreeOptions } from './span-tree-options.js';
import { terminalHasColors, writeToTerminal } from './terminal.js';

export interface TraceTreeExporterOptions extends SpanTreeOptions {
  /**
   * Gets each tree in one call, with a line break at its end. Colours are then off unless `colors` says otherwise.
   * @default `process.stdout.write`
   */
  readonly write?: (text: string) => void;
  /**
   * How many ended spans may wait for their parents between two exports. When there are more, the oldest traces are
   * printed as far as they are there, until a tenth of the room is free. Up to as many printed spans are remembered by
   * name, for children that come late.
   * @default 10000
   */
  readonly maxHeldSpans?: number;
}

/** The SDK's `ExportResult`: `code` is 0 for success and 1 for failure. */
export interface TraceTreeExportResult {
  code: number;
  error?: Error;
}

const SUCCESS = 0;
const FAILED = 1;

/**
 * A `SpanExporter` that prints each finished trace as an indented tree, for consoles and demos.
 *
 *     new SimpleSpanProcessor({ exporter: new TraceTreeExporter() })
 *
 * A tree is printed in one piece when its root has ended: a span without a parent, or one whose parent is in another
 * process, `(remote parent 00f067aa…)`. A span that ends after its parent was printed is printed on its own,
 * `(late, child of [Parent.name])`. A span whose parent has not come is held, and printed by `forceFlush`, `shutdown` or
 * for lack of room (`maxHeldSpans`) as a root, `(parent 00f067aa… not seen)`. So call the provider's `shutdown()` before
 * the process exits.
 *
 * Works with OpenTelemetry's SDK 1, 2 and 3. SDK 1 does not say which parents are remote: there, those of SERVER and
 * CONSUMER spans are taken to be, unless they are held.
 *
 * What goes wrong while formatting or writing is given to the processor as a failed result, or rejects `forceFlush` and
 * `shutdown`; it is never thrown. The other trees are printed all the same.
 *
 * @throws TypeError where `write` is no function or `maxHeldSpans` no number from 0 up.
 */
export class TraceTreeExporter {
  readonly #options: SpanTreeOptions;
  readonly #write: (text: string) => void;
  readonly #maxHeldSpans: number;
  readonly #held = new HeldSpans();
  readonly #printedNames: RecentNames;
  #isShutDown = false;

  constructor(options: TraceTreeExporterOptions = {}) {
    const { write, maxHeldSpans = 10_000 } = options;
    if (write !== undefined && typeof write !== 'function') {
      throw new TypeError('TraceTreeExporter: `write` must be a function that takes the text to print');
    }
    if (typeof maxHeldSpans !== 'number' || !(maxHeldSpans >= 0)) {
      throw new TypeError('TraceTreeExporter: `maxHeldSpans` must be a number of spans, 0 or more');
    }
    this.#write = write ?? writeToTerminal;
    this.#maxHeldSpans = maxHeldSpans;
    this.#printedNames = new RecentNames(maxHeldSpans);
    this.#options = { ...options, colors: options.colors ?? (write === undefined && terminalHasColors()) };
  }

  /** Holds the spans and prints the trees that they complete. */
  export(spans: readonly FinishedSpan[], resultCallback: (result: TraceTreeExportResult) => void): void {
    if (this.#isShutDown) {
      const error = new Error('TraceTreeExporter: a span was exported after shutdown; it is not printed');
      resultCallback({ code: FAILED, error });
      return;
    }
    const errors: unknown[] = [];
    const arrived: SpanTree[] = [];
    // All are held before any is printed: in a batch the parent may stand before its children.
    for (const span of spans) attempt(errors, () => arrived.push(this.#held.add(span)));
    for (const root of arrived) attempt(errors, () => this.#printIfComplete(root));
    if (this.#held.size > this.#maxHeldSpans) this.#printOldest(this.#roomAfterOverflow, errors);
    resultCallback(errors.length > 0 ? { code: FAILED, error: asError(errors[0]) } : { code: SUCCESS });
  }

  /** Prints everything that is held; rejects if that fails. */
  async forceFlush(): Promise<void> {
    const errors: unknown[] = [];
    this.#printOldest(0, errors);
    if (errors.length > 0) throw asError(errors[0]);
  }

  /** Prints everything that is held, and nothing from then on. */
  async shutdown(): Promise<void> {
    this.#isShutDown = true;
    await this.forceFlush();
  }

  #printIfComplete(root: SpanTree): void {
    const { traceId, parentId, span } = root;
    let parentName: string | undefined;
    if (parentId !== undefined) {
      if (this.#held.has(traceId, parentId)) return;
      parentName = this.#printedNames.get(traceId + parentId);
      if (parentName === undefined && !hasRemoteParent(span)) return;
    }
    if (this.#held.take(root)) this.#print(root, originNote(root, parentName));
  }

  /** A tenth is made free at a time: to find the oldest trace anew for each span is slow. */
  get #roomAfterOverflow(): number {
    return this.#maxHeldSpans - Math.floor(this.#maxHeldSpans / 10);
  }

  #printOldest(room: number, errors: unknown[]): void {
    for (const root of this.#held.takeDownTo(room)) {
      attempt(errors, () => this.#print(root, originNote(root)));
    }
  }

  #print(root: SpanTree, note: string | undefined): void {
    this.#rememberNames(root);
    this.#write(`${formatTree(root, this.#options, note)}\n`);
  }

  #rememberNames(root: SpanTree): void {
    const trees = [root];
    for (const { span, traceId, spanId, children } of trees) {
      this.#printedNames.set(traceId + spanId, printableText(span.name));
      for (const child of children) trees.push(child);
    }
  }
}

function attempt(errors: unknown[], step: () => void): void {
  try {
    step();
  } catch (error) {
    errors.push(error);
  }
}

function asError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error('TraceTreeExporter: a tree was not printed', { cause });
}
