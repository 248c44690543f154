import { hasRemoteParent, parentIdOf, type SpanEvent, type SpanLink } from '../shared/finished-span.js';
import { cutText, encodeValue, type JsonValue, UNREADABLE } from './encode-value.js';
import { safeJson } from './safe-json.js';
import type { PageLimits } from './waterfall-options.js';
import type { WaterfallSpan } from './waterfall-span.js';

/** Bits of a span's flags. `page/read-spans.js` reads them. */
const REMOTE_PARENT = 1;
const NOT_ENDED = 2;

/**
 * Spans as lines of JSON, in the form that `page/read-spans.js` reads. Names, keys, trace ids, resources and scopes are
 * written once and referred to by number, also from later lines. Spans beyond the limits are counted instead.
 */
export class SpanLines {
  readonly #limits: PageLimits;
  readonly #texts = new Dictionary();
  readonly #resources = new Dictionary();
  readonly #scopes = new Dictionary();
  #spans = 0;
  #bytes = 0;
  #leftOut = 0;
  #reached: 'maxSpans' | 'maxBytes' | undefined;

  constructor(limits: PageLimits) {
    this.#limits = limits;
  }

  /** One line with its line break; `''` if no span is within the limits. `onError` gets why a span cannot be read. */
  add(spans: Iterable<WaterfallSpan>, onError: (error: unknown) => void): string {
    const encoded: string[] = [];
    for (const span of spans) {
      try {
        const text = this.#isFull() ? undefined : safeJson(this.#encodeSpan(span));
        if (text !== undefined && this.#hasRoom(text)) encoded.push(text);
        else this.#leftOut += 1;
      } catch (error) {
        onError(error);
      }
    }
    if (encoded.length === 0) return '';
    const dictionaries = [this.#texts, this.#resources, this.#scopes].map((one) => `[${one.takeNew()}]`);
    return `[${dictionaries},[${encoded}]]\n`;
  }

  /** The line that gives the number of spans that were left out; `''` if none were. */
  get leftOut(): string {
    if (this.#reached === undefined || this.#leftOut === 0) return '';
    const limit = this.#limits[this.#reached];
    return `${safeJson({ leftOut: this.#leftOut, option: this.#reached, limit })}\n`;
  }

  #isFull(): boolean {
    if (this.#spans >= this.#limits.maxSpans) this.#reached ??= 'maxSpans';
    return this.#reached !== undefined;
  }

  #hasRoom(span: string): boolean {
    const bytes = this.#bytes + Buffer.byteLength(span) + 1;
    if (bytes + this.#texts.bytes + this.#resources.bytes > this.#limits.maxBytes) {
      this.#reached = 'maxBytes';
      return false;
    }
    this.#bytes = bytes;
    this.#spans += 1;
    return true;
  }

  #encodeSpan(span: WaterfallSpan): JsonValue {
    const { traceId, spanId } = span.spanContext();
    const { status, duration } = span;
    const flags = (hasRemoteParent(span) ? REMOTE_PARENT : 0) | (span.ended === false ? NOT_ENDED : 0);
    const [seconds, nanoseconds] = span.startTime;
    const scope = span.instrumentationScope ?? span.instrumentationLibrary;
    const dropped =
      (span.droppedAttributesCount ?? 0) + (span.droppedEventsCount ?? 0) + (span.droppedLinksCount ?? 0);
    return [
      this.#text(traceId),
      String(spanId),
      parentIdOf(span) ?? 0,
      flags,
      this.#text(span.name),
      span.kind,
      seconds,
      nanoseconds,
      duration[0] * 1e9 + duration[1],
      status.code,
      status.message ? this.#cut(status.message) : 0,
      this.#resources.numberOf(safeJson(this.#encodeValues(span.resource?.attributes))),
      this.#scopes.numberOf(
        safeJson([scope?.name ?? '', scope?.version ?? ''].map((part) => this.#cut(part))),
      ),
      this.#encodeValues(span.attributes),
      span.events.map((event) => this.#encodeEvent(span, event)),
      span.links.map((link) => this.#encodeLink(link)),
      dropped,
    ];
  }

  #encodeEvent({ startTime }: WaterfallSpan, { name, time, attributes }: SpanEvent): JsonValue {
    const offset = (time[0] - startTime[0]) * 1e9 + (time[1] - startTime[1]);
    return [this.#text(name), offset, this.#encodeValues(attributes)];
  }

  #encodeLink({ context, attributes }: SpanLink): JsonValue {
    return [this.#text(context.traceId), String(context.spanId), this.#encodeValues(attributes)];
  }

  /** Key, value, key, value. */
  #encodeValues(values: { readonly [key: string]: unknown } = {}): JsonValue[] {
    return Object.keys(values).flatMap((key) => [this.#text(key), this.#read(values, key)]);
  }

  #read(values: { readonly [key: string]: unknown }, key: string): JsonValue {
    try {
      return encodeValue(values[key], this.#limits.maxTextLength);
    } catch {
      // A getter that throws.
      return UNREADABLE;
    }
  }

  #text(text: unknown): number {
    return this.#texts.numberOf(safeJson(this.#cut(text)));
  }

  #cut(text: unknown): string {
    return cutText(text, this.#limits.maxTextLength);
  }
}

/** Numbers for texts of JSON, in the order in which they first appear. */
class Dictionary {
  readonly #numbers = new Map<string, number>();
  #new: string[] = [];
  bytes = 0;

  numberOf(json: string): number {
    const known = this.#numbers.get(json);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(json, number);
    this.#new.push(json);
    this.bytes += Buffer.byteLength(json) + 1;
    return number;
  }

  /** What appeared since the last call. */
  takeNew(): string[] {
    const taken = this.#new;
    this.#new = [];
    return taken;
  }
}
