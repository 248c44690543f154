/** A function as it is called here: what its parameters are, the public types have checked. */
export type Callable = (this: unknown, ...args: unknown[]) => unknown;

/** Whether `value` is a class, which only `new` may call. */
export function isClass(value: Callable): boolean {
  return /^class\b/.test(Function.prototype.toString.call(value));
}

/** Whether `fn` was written as an async function; one that only inherits from one makes promises as it likes. */
export function isAsyncFunction(fn: Callable): boolean {
  const inheritsFromOne = Object.prototype.toString.call(fn) === '[object AsyncFunction]';
  return inheritsFromOne && /^async\b/.test(Function.prototype.toString.call(fn));
}

export function isGeneratorFunction(fn: Callable): boolean {
  const tag = Object.prototype.toString.call(fn);
  return tag === '[object GeneratorFunction]' || tag === '[object AsyncGeneratorFunction]';
}

/** Whether `value` is the language's or the platform's own, or a bound function: its source is not to be seen. */
export function isNative(value: Callable): boolean {
  return /\{\s*\[native code\]\s*\}$/.test(Function.prototype.toString.call(value));
}

/** The name of a class; `undefined` for anonymous ones and where a static member took the property. */
export function className(value: unknown): string | undefined {
  if (typeof value !== 'function') return undefined;
  const name: unknown = Reflect.getOwnPropertyDescriptor(value, 'name')?.value;
  return typeof name === 'string' && name !== '' ? name : undefined;
}

/** How a member stands in a span's name: `save`, `[description]`, `#secret`. */
export function memberName(key: string | symbol): string {
  return typeof key === 'symbol' ? `[${key.description ?? ''}]` : key;
}
