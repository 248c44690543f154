import { readingValue } from '../shared/reading-values.js';
import { firstItems, MAX_ITEMS } from './first-items.js';

const LIMIT = 1024;

/** JSON of any value, at most 1,024 characters: cycles named, Maps and Sets as arrays, what throws left out. */
export function jsonText(value: unknown): string {
  const writer = new JsonWriter();
  readingValue(() => writer.value(value, ''));
  const text = writer.text.slice(0, LIMIT);
  // A cut through a surrogate pair would leave half a character.
  return /[\uD800-\uDBFF]$/.test(text) ? text.slice(0, -1) : text;
}

/** Writes until there is enough: a value of any size or depth costs no more than the text that is kept. */
class JsonWriter {
  text = '';
  private readonly ancestors = new Set<object>();
  private visits = 0;

  value(value: unknown, key: string): void {
    this.visits++;
    switch (typeof value) {
      case 'string':
        this.text += JSON.stringify(value.length > LIMIT ? value.slice(0, LIMIT) : value);
        return;
      case 'number':
        this.text += Number.isFinite(value) ? String(value) : 'null';
        return;
      case 'boolean':
        this.text += String(value);
        return;
      case 'bigint':
      case 'symbol':
        this.text += JSON.stringify(String(value));
        return;
      case 'object':
        if (value === null) break;
        this.object(value, key);
        return;
    }
    this.text += 'null';
  }

  /** What throws takes its text back, and what holds nothing writes none: visits are counted as well. */
  private get isEnough(): boolean {
    return this.text.length > LIMIT || this.visits > MAX_ITEMS;
  }

  private object(value: object, key: string): void {
    if (this.isEnough) {
      this.text += 'null';
      return;
    }
    if (this.ancestors.has(value)) {
      this.text += '"[Circular]"';
      return;
    }
    this.ancestors.add(value);
    const start = this.text.length;
    try {
      this.contents(value, key);
    } catch {
      this.text = `${this.text.slice(0, start)}null`;
    }
    this.ancestors.delete(value);
  }

  private contents(value: object, key: string): void {
    const { toJSON } = value as { toJSON?: unknown };
    const plain: unknown = typeof toJSON === 'function' ? toJSON.call(value, key) : value;
    if (plain !== value) this.value(plain, key);
    else if (value instanceof Error) this.value(value.message, key);
    else if (Array.isArray(value)) this.list(firstItems(value));
    else if (value instanceof Set || value instanceof Map) this.list(value);
    else if (ArrayBuffer.isView(value) && Symbol.iterator in value) this.list(value as Uint8Array);
    else this.record(value);
  }

  private list(values: Iterable<unknown>): void {
    this.text += '[';
    let first = true;
    for (const value of values) {
      if (this.isEnough) return;
      if (!first) this.text += ',';
      first = false;
      this.value(value, '');
    }
    this.text += ']';
  }

  private record(value: object): void {
    this.text += '{';
    let first = true;
    for (const key of Object.keys(value)) {
      if (this.isEnough) return;
      this.visits++;
      const item = readOrUndefined(value, key);
      if (item === undefined || typeof item === 'function') continue;
      this.text += `${first ? '' : ','}${JSON.stringify(key)}:`;
      first = false;
      this.value(item, key);
    }
    this.text += '}';
  }
}

function readOrUndefined(value: object, key: string): unknown {
  try {
    return (value as Record<string, unknown>)[key];
  } catch {
    return undefined;
  }
}
