import type { RecordedSpan } from './recorded-span.js';
import { ownCaller } from './stack-frames.js';

type Listener = (span: RecordedSpan) => void;

interface Entry {
  readonly span: RecordedSpan;
  readonly stack: Error;
}

/** The spans of one recorder in the order in which they started, and who waits for them. */
export class SpanLog {
  private readonly entries = new Map<RecordedSpan, Entry>();
  private ends: RecordedSpan[] = [];
  private readonly listeners = new Set<Listener>();

  started(span: RecordedSpan, stack: Error): void {
    this.entries.set(span, { span, stack });
  }

  /** A span that started before the last `clear` is not known any more and stays out. */
  ended(span: RecordedSpan): void {
    if (!this.entries.has(span)) return;
    this.ends.push(span);
    for (const listener of [...this.listeners]) listener(span);
  }

  get endedSpans(): RecordedSpan[] {
    return [...this.entries.keys()].filter((span) => span.ended);
  }

  get spansByEnd(): RecordedSpan[] {
    return [...this.ends];
  }

  get openSpans(): RecordedSpan[] {
    return [...this.entries.keys()].filter((span) => !span.ended);
  }

  get all(): RecordedSpan[] {
    return [...this.entries.keys()];
  }

  /** `src/payment.ts:12`, or `undefined` where only libraries stand on the stack. */
  startedAt(span: RecordedSpan): string | undefined {
    const entry = this.entries.get(span);
    return entry && ownCaller(entry.stack);
  }

  /** `listener` gets each span that ends, until the returned function is called. */
  onEnd(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  clear(): void {
    this.entries.clear();
    this.ends = [];
  }
}
