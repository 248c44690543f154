import type { TextMapGetter, TextMapSetter } from '@opentelemetry/api';
import type { Carrier } from '../options.js';
import { decodeUtf8 } from '../shared/platform.js';
import { areMessageAttributes, messageAttributes, messageAttributeText } from './message-attributes.js';

type Entry = readonly [key: unknown, value: unknown] | { readonly key: unknown; readonly value: unknown };

/** `Map`, `Headers`, NATS's `MsgHdrs`, gRPC's `Metadata`. */
interface Keyed {
  get(key: string): unknown;
  set(key: string, value: string): unknown;
  keys?: () => Iterable<unknown>;
  getMap?: () => object;
  delete?: (key: string) => unknown;
  remove?: (key: string) => unknown;
}

/** Reads any carrier; keys are found in whichever case they are written. Nothing here throws. */
export const carrierGetter: TextMapGetter<Carrier> = {
  keys(carrier) {
    try {
      return keysOf(carrier);
    } catch {
      return [];
    }
  },
  get(carrier, key) {
    try {
      return headerIn(carrier, key);
    } catch {
      return undefined;
    }
  },
};

/** Writes any carrier, in the place of what it had under the key. A carrier that cannot be written stays as it is. */
export const carrierSetter: TextMapSetter<Carrier> = {
  set(carrier, key, value) {
    try {
      write(carrier, key, value);
    } catch {
      // Frozen, a revoked proxy, a setter that throws.
    }
  },
};

/** Removes the headers of these names, in lower case, from a carrier, in whichever case it has them. Never throws. */
export function removeHeaders(carrier: Carrier, names: ReadonlySet<string>): void {
  try {
    const isRemoved = (key: string) => names.has(key.toLowerCase());
    if (Array.isArray(carrier)) removeEntries(carrier, isRemoved);
    else for (const key of keysOf(carrier)) if (isRemoved(key)) removeKey(carrier, key);
  } catch {
    // As above.
  }
}

function removeEntries(carrier: unknown[], isRemoved: (key: string) => boolean): void {
  const width = isFlat(carrier) ? 2 : 1;
  for (const [index, [key]] of [...entries(carrier).entries()].reverse())
    if (isRemoved(key)) carrier.splice(index * width, width);
}

function removeKey(carrier: object, key: string): void {
  if (!isKeyed(carrier)) Reflect.deleteProperty(carrier, key);
  else if (typeof carrier.delete === 'function') carrier.delete(key);
  else carrier.remove?.(key);
}

function keysOf(carrier: Carrier): string[] {
  if (Array.isArray(carrier)) return entries(carrier).map(([key]) => key);
  return isKeyed(carrier) ? keysOfKeyed(carrier) : Object.keys(carrier);
}

function keysOfKeyed(carrier: Keyed): string[] {
  if (typeof carrier.getMap === 'function') return Object.keys(carrier.getMap());
  return typeof carrier.keys === 'function' ? [...carrier.keys()].map(String) : [];
}

function headerIn(carrier: Carrier, key: string): string | string[] | undefined {
  if (Array.isArray(carrier)) return headerText(entries(carrier).find(([name]) => sameKey(name, key))?.[1]);
  const keyed = isKeyed(carrier) ? carrier : undefined;
  const exact = headerText(keyed === undefined ? ownValue(carrier, key) : keyed.get(key));
  if (exact !== undefined) return exact;
  for (const name of keyed === undefined ? Object.keys(carrier) : keysOfKeyed(keyed)) {
    if (name === key || !sameKey(name, key)) continue;
    return headerText(keyed === undefined ? ownValue(carrier, name) : keyed.get(name));
  }
  return undefined;
}

function write(carrier: Carrier, key: string, value: string): void {
  if (Array.isArray(carrier)) writeEntry(carrier, key, value);
  // Bytes are a payload, not its headers.
  else if (!isBytes(carrier)) writeProperty(carrier, key, value);
}

function writeProperty(carrier: Carrier, key: string, value: string): void {
  const keys = carrierGetter.keys(carrier);
  const place = keys.includes(key) ? key : (keys.find((name) => sameKey(name, key)) ?? key);
  if (isKeyed(carrier)) carrier.set(place, value);
  else if (areMessageAttributes(carrier)) messageAttributes(carrier).set(place, value);
  // What the prototype knows is no assignment's business: `__proto__` is a key like any other here.
  else if (place in carrier)
    Object.defineProperty(carrier, place, { value, writable: true, enumerable: true, configurable: true });
  else (carrier as Record<string, string>)[place] = value;
}

function writeEntry(carrier: unknown[], key: string, value: string): void {
  const at = entries(carrier).findIndex(([name]) => sameKey(name, key));
  if (isFlat(carrier)) {
    if (at === -1) carrier.push(key, value);
    else carrier[2 * at + 1] = value;
    return;
  }
  const entry = carrier[at === -1 ? 0 : at];
  const isPair = entry === undefined || Array.isArray(entry);
  if (at === -1) carrier.push(isPair ? [key, value] : { key, value });
  else carrier[at] = isPair ? [(entry as Entry & unknown[])[0], value] : { ...(entry as object), value };
}

/** Pairs, `{ key, value }` objects, or a flat list of keys and values in turn, as Redis streams have it. */
function entries(carrier: readonly unknown[]): [key: string, value: unknown][] {
  if (isFlat(carrier)) {
    const pairs: [string, unknown][] = [];
    for (let index = 0; index + 1 < carrier.length; index += 2)
      pairs.push([text(carrier[index]), carrier[index + 1]]);
    return pairs;
  }
  return carrier.map((entry) => {
    const item = entry as Entry | null;
    if (Array.isArray(item)) return [text(item[0]), item[1]];
    const { key, value } = (item ?? {}) as { key?: unknown; value?: unknown };
    return [text(key), value];
  });
}

function isFlat(carrier: readonly unknown[]): boolean {
  return typeof carrier[0] === 'string' || isBytes(carrier[0]);
}

function isKeyed(carrier: object): carrier is Keyed {
  const { get, set } = carrier as Partial<Keyed>;
  return typeof get === 'function' && typeof set === 'function';
}

function ownValue(carrier: object, key: string): unknown {
  return Object.hasOwn(carrier, key) ? (carrier as Record<string, unknown>)[key] : undefined;
}

/** A header's value as text; the first where it has several, except that of lists (`tracestate`, `baggage`) all count. */
function headerText(value: unknown): string | string[] | undefined {
  if (Array.isArray(value)) {
    const texts = value.map(headerText).filter((item): item is string => typeof item === 'string');
    return texts.length > 1 ? texts : texts[0];
  }
  if (typeof value === 'string') return value === '' ? undefined : value;
  if (isBytes(value)) return headerText(decodeUtf8(value));
  const text = messageAttributeText(value);
  return text === undefined ? undefined : headerText(text);
}

function isBytes(value: unknown): value is Uint8Array {
  return ArrayBuffer.isView(value) && value.constructor !== DataView;
}

/** A key as text; what is no text names nothing. */
function text(key: unknown): string {
  if (isBytes(key)) return decodeUtf8(key);
  return typeof key === 'string' ? key : '';
}

function sameKey(one: string, other: string): boolean {
  return one === other || (one.length === other.length && one.toLowerCase() === other.toLowerCase());
}
